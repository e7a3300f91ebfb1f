"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { locales } from "@/lib/format/locale"
import { revokeMandate } from "@/lib/mandates/end-mandate"
import { prepareMandate, registerMandate } from "@/lib/mandates/register-mandate"

const text = z.string().max(1000, "too_long").default("")

const Registered = z.object({
  subject: z.uuid("not_understood"),
  kind: text,
  name: text,
  entityName: text,
  entityNumber: text,
  contact: text,
  proof: text,
  proofNumber: text,
  proofIssuer: text,
  ...dateBoxes("proofIssued", "starts", "ends", "birth"),
  rights: z.array(z.string().max(64)).max(100).default([]),
  language: z.enum(locales, "choose_one"),
  evidence: z.instanceof(File).optional(),
})

export const registerMandateAction = staffAction({
  act: "mandate.register",
  schema: Registered,
  prepare: async (signed, input) =>
    prepareMandate(house(), signed, {
      ...input,
      proofIssued: typedUnder(input, "proofIssued"),
      starts: typedUnder(input, "starts"),
      ends: typedUnder(input, "ends"),
      birth: typedUnder(input, "birth"),
      evidence: await sentFile(input.evidence),
    }),
  verb: async (ctx, { subject }, ready) => {
    await registerMandate(ctx, ready)
    return subject
  },
  after: (subject) => redirect(`/admin/people/${subject}/mandates?done=registered`),
})

export const revokeMandateAction = staffAction({
  act: "mandate.revoke",
  schema: z.object({ subject: z.uuid("not_understood"), mandate: z.uuid("not_understood") }),
  verb: async (ctx, { subject, mandate }) => {
    await revokeMandate(ctx, subject, mandate)
    return subject
  },
  after: (subject) => redirect(`/admin/people/${subject}/mandates?done=revoked`),
})
