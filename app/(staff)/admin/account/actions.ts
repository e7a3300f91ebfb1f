"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { declareTie } from "@/lib/oversight/declare-tie"
import { declareAbsence, endAbsence } from "@/lib/people/declare-absence"

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
    ...dateBoxes("from", "until"),
    deputy: z.string().default(""),
  }),
  verb: (ctx, input) =>
    declareAbsence(ctx, {
      from: typedUnder(input, "from"),
      until: typedUnder(input, "until"),
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
