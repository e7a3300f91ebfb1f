"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { enterDisclosure, prepareEntry } from "@/lib/disclosures/enter-disclosure"

const code = z.string().max(64).default("")
const line = z.string().max(500, "too_long").default("")

export const enterDisclosureAction = staffAction({
  act: "disclosures.enter",
  schema: z.object({
    subject: z.uuid("not_understood"),
    whom: code,
    named: line,
    categories: z.array(z.string().max(64)).max(200).default([]),
    items: z.string().max(20, "number_shape").default(""),
    ground: code,
    purpose: code,
    number: line,
    words: z.string().max(5_000, "too_long").default(""),
    withoutConsent: z.array(z.literal("yes")).max(1).default([]),
    secrecy: code,
    evidence: z.instanceof(File).optional(),
    ...dateBoxes("day", "date", "review"),
  }),
  prepare: async (signed, input) =>
    prepareEntry(house(), signed, {
      ...input,
      day: typedUnder(input, "day"),
      date: typedUnder(input, "date"),
      review: typedUnder(input, "review"),
      withoutConsent: input.withoutConsent.length > 0,
      evidence: await sentFile(input.evidence),
    }),
  verb: async (ctx, { subject }, ready) => {
    await enterDisclosure(ctx, ready)
    return subject
  },
  after: (subject) => redirect(`/admin/people/${subject}/disclosures/new?done=entered`),
})
