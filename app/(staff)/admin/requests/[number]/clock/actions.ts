"use server"

import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Invalid } from "@/lib/errors"
import { agreeToMotion, prepareAgreement } from "@/lib/requests/agree"
import { extendTerm } from "@/lib/requests/extend"
import { answerForThem, cancelForThem } from "@/lib/requests/handle"
import { motions, proposeMotion } from "@/lib/requests/motion"
import { askProof, confirmIdentity } from "@/lib/requests/prove"
import { Seen, toCase, told, words } from "../to-case"

export const askProofAction = staffAction({
  act: "request.ask_proof",
  schema: Seen.extend({ doubt: words, suffices: words }),
  verb: async (ctx, input) => told(await askProof(ctx, input), "proof_asked"),
  after: toCase,
})

export const confirmAction = staffAction({
  act: "request.confirm",
  schema: Seen.extend({ method: z.string().max(20).default("") }),
  verb: async (ctx, input) => told(await confirmIdentity(ctx, input), "confirmed"),
  after: toCase,
})

export const answerForAction = staffAction({
  act: "request.answer_for",
  schema: Seen.extend({ answer: words }),
  verb: async (ctx, { answer, ...seen }) =>
    told(await answerForThem(ctx, { ...seen, body: answer }), "answered_for"),
  after: toCase,
})

export const cancelForAction = staffAction({
  act: "request.cancel_for",
  schema: Seen.extend({ said: words }),
  verb: async (ctx, input) => told(await cancelForThem(ctx, input), "cancelled_for"),
  after: toCase,
})

const Extension = Seen.extend({
  extension: words,
  n: z.string().max(4).optional(),
  ...dateBoxes("until"),
})

/** The day typed, or "" for none. Throws Invalid for what is no day. */
function untilIn(typed: TypedDay): string {
  const until = typedDay(typed)
  if (until === null) throw new Invalid({ until: { code: "date_shape" } })
  return until
}

export const extendAction = staffAction({
  act: "request.extend",
  schema: Extension,
  verb: async (ctx, { extension: reason, n, ...input }) =>
    told(
      await extendTerm(ctx, {
        part: input.part,
        version: input.version,
        reason,
        longer: n === undefined ? { until: untilIn(typedUnder(input, "until")) } : { n },
      }),
      "extended",
    ),
  after: toCase,
})

export const moveAction = staffAction({
  act: "request.move",
  schema: Seen.extend({
    kind: z.enum(motions, "not_understood"),
    release: z.string().max(4_000, "too_long").default(""),
    lift: z.string().max(4_000, "too_long").default(""),
  }),
  verb: async (ctx, { kind, ...input }) =>
    told(
      await proposeMotion(ctx, { part: input.part, version: input.version, kind, reason: input[kind] }),
      "moved",
    ),
  after: toCase,
})

export const agreeAction = staffAction({
  act: "request.agree",
  schema: Seen,
  prepare: (signed, input) => prepareAgreement(house(), signed, input),
  verb: async (ctx, input, plan) => told(await agreeToMotion(ctx, input, plan), "agreed"),
  after: toCase,
})
