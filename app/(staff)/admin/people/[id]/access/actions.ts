"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { locales } from "@/lib/format/locale"
import { giveAccess } from "@/lib/people/give-access"

const text = z.string().max(200, "too_long").default("")

export const giveAccessAction = staffAction({
  act: "access.give",
  schema: z.object({
    subject: z.uuid("not_understood"),
    document: text,
    documentNumber: text,
    contact: text,
    reach: text,
    language: z.enum(locales, "choose_one"),
  }),
  verb: (ctx, input) => giveAccess(ctx, input),
  after: (subject) => redirect(`/admin/people/${subject}/access?done=1`),
})
