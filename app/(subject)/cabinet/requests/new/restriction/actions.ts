"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { prepareRestriction } from "@/lib/requests/prepare-choice"

// Too long to be a day, a month or a year stays so: the verb says it beside the one field the three boxes make.
const box = z
  .string()
  .default("")
  .transform((typed) => typed.slice(0, 10))

export const prepareRestrictionAction = formAction({
  act: "restriction.prepare",
  schema: z.object({
    choice: z.array(z.string().max(64)).max(100).default([]),
    "until.day": box,
    "until.month": box,
    "until.year": box,
  }),
  prepare: (signed, { choice, "until.day": day, "until.month": month, "until.year": year }) =>
    prepareRestriction(house(), signed, choice, { day, month, year }),
  verb: async (_ctx, _input, intent) => intent,
  after: (intent) => redirect(`/cabinet/requests/new/restriction/sign?intent=${intent}`),
})
