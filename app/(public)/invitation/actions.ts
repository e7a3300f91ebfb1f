"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { acceptInvitation } from "@/lib/people/invitations"

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
