"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { acceptAccountInvitation } from "@/lib/people/account-invitations"

export const openAccountAction = publicFormAction(
  z.object({ token: z.string().max(100), password: z.string("required").min(1, "required") }),
  async (input) => acceptAccountInvitation(house(), { ...input, locale: await currentLocale() }),
  () => redirect("/sign-in?opened=1"),
)
