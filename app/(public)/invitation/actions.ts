"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import {
  acceptByPasskey,
  acceptInvitation,
  beginInvitedPasskey,
  checkBesidePasskey,
} from "@/lib/people/invitations"
import { AcceptByPasskey, BeginInvited } from "@/lib/people/schema"

const Accept = z.object({
  token: z.string().max(100),
  password: z.string("required").min(1, "required"),
  code: z.string("required").trim().min(1, "required"),
})

export const acceptInvitationAction = publicFormAction(
  Accept,
  (input) => acceptInvitation(house(), input),
  () => redirect("/sign-in"),
)

export const beginInvitedAction = publicFormAction(
  BeginInvited,
  async ({ token, password }) => {
    checkBesidePasskey(password)
    return beginInvitedPasskey(house(), token)
  },
  (asked) => ({ status: "done", passkey: JSON.stringify(asked) }),
)

export const acceptByPasskeyAction = publicFormAction(
  AcceptByPasskey,
  (input) => acceptByPasskey(house(), input),
  () => redirect("/sign-in"),
)
