"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { answerQuestion, cancelRequest } from "@/lib/requests/handle"

export const answerAction = formAction({
  act: "request.answer",
  schema: z.object({
    part: z.uuid("not_understood"),
    body: z.string("required").trim().min(1, "required").max(4_000, "too_long"),
  }),
  verb: async (ctx, input) => (await answerQuestion(ctx, input)).number,
  after: (number) => redirect(`/cabinet/requests/${number}?done=answered`),
})

export const cancelAction = formAction({
  act: "request.cancel",
  schema: z.object({ part: z.uuid("not_understood"), version: z.coerce.number().int() }),
  verb: async (ctx, input) => (await cancelRequest(ctx, input)).number,
  after: (number) => redirect(`/cabinet/requests/${number}?done=cancelled`),
})
