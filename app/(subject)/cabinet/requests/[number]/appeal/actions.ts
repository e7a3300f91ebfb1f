"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { APPEAL_SCOPE, prepareAppeal } from "@/lib/requests/prepare-appeal"

export const prepareAppealAction = formAction({
  act: "appeal.prepare",
  schema: z.object({ part: z.uuid("not_understood"), words: z.string().default("") }),
  prepare: (signed, input) => prepareAppeal(house(), signed, input),
  verb: async (_ctx, _input, intent) => intent,
  after: (intent) => redirect(`/cabinet/requests/new/${APPEAL_SCOPE.right}/sign?intent=${intent}`),
})
