"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import type { Signed, SubjectActor } from "@/lib/context"
import { checkAttachment } from "@/lib/requests/attach"
import { answerQuestion, cancelRequest } from "@/lib/requests/handle"
import { prove } from "@/lib/requests/prove"
import { reopenRequest } from "@/lib/requests/reopen"

const Seen = z.object({ part: z.uuid("not_understood"), version: z.coerce.number().int() })
const WithEvidence = Seen.extend({ evidence: z.instanceof(File).optional() })

const checkedEvidence = async (signed: Signed<SubjectActor>, { evidence }: z.infer<typeof WithEvidence>) => {
  const sent = await sentFile(evidence)
  return sent && checkAttachment(house(), signed, sent)
}

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
  schema: Seen,
  verb: async (ctx, input) => (await cancelRequest(ctx, input)).number,
  after: (number) => redirect(`/cabinet/requests/${number}?done=cancelled`),
})

export const proveAction = formAction({
  act: "request.prove",
  schema: WithEvidence.extend({ words: z.string().max(4_000, "too_long").default("") }),
  prepare: checkedEvidence,
  verb: async (ctx, input, file) => (await prove(ctx, input, file)).number,
  after: (number) => redirect(`/cabinet/requests/${number}?done=proved`),
})

export const reopenAction = formAction({
  act: "request.reopen",
  schema: WithEvidence.extend({ body: z.string().max(4_000, "too_long").default("") }),
  prepare: checkedEvidence,
  verb: async (ctx, input, file) => (await reopenRequest(ctx, input, file)).number,
  after: (number) => redirect(`/cabinet/requests/${number}?done=reopened`),
})
