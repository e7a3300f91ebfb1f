"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { declareTie } from "@/lib/oversight/declare-tie"
import { declareAbsence, endAbsence } from "@/lib/people/declare-absence"

// Too long to be a day, a month or a year stays so: the verb says it beside the one field the three boxes make.
const box = z
  .string()
  .default("")
  .transform((typed) => typed.slice(0, 10))

export const declareTieAction = staffAction({
  act: "tie.declare",
  schema: z.object({
    known: z.string("required").trim().min(1, "required").max(200, "too_long"),
    kind: z.string().default(""),
  }),
  verb: declareTie,
  after: ({ declared }) => redirect(`/admin/account?done=${declared > 0 ? "tie" : "tied"}`),
})

export const declareAbsenceAction = staffAction({
  act: "absence.declare",
  schema: z.object({
    "from.day": box,
    "from.month": box,
    "from.year": box,
    "until.day": box,
    "until.month": box,
    "until.year": box,
    deputy: z.string().default(""),
  }),
  verb: (ctx, input) =>
    declareAbsence(ctx, {
      from: { day: input["from.day"], month: input["from.month"], year: input["from.year"] },
      until: { day: input["until.day"], month: input["until.month"], year: input["until.year"] },
      deputy: input.deputy,
    }),
  after: () => redirect("/admin/account?done=absence"),
})

export const endAbsenceAction = staffAction({
  act: "absence.declare",
  schema: z.object({ absence: z.uuid("not_understood") }),
  verb: (ctx, { absence }) => endAbsence(ctx, absence),
  after: () => redirect("/admin/account?done=back"),
})
