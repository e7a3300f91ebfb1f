"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { prepareRestriction } from "@/lib/requests/prepare-choice"

export const prepareRestrictionAction = formAction({
  act: "restriction.prepare",
  schema: z.object({
    choice: z.array(z.string().max(64)).max(100).default([]),
    ...dateBoxes("until"),
  }),
  prepare: (signed, { choice, ...until }) =>
    prepareRestriction(house(), signed, choice, typedUnder(until, "until")),
  verb: async (_ctx, _input, intent) => intent,
  after: (intent) => redirect(`/cabinet/requests/new/restriction/sign?intent=${intent}`),
})
