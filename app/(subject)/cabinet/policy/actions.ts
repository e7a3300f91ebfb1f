"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { acceptEdition } from "@/lib/editions/accept"

export const acceptAction = formAction({
  act: "edition.accept",
  schema: z.object({ accept: z.tuple([z.coerce.number("not_understood")], "choose_one") }),
  verb: async (ctx, { accept }) => {
    await acceptEdition(ctx, accept[0])
    return null
  },
  after: () => redirect("/cabinet/policy?done=accepted"),
})
