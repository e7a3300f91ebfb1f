"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { sentFile } from "@/app/_server/sent-file"
import { approveEdition, sendBackEdition } from "@/lib/editions/approve"
import { draftKinds } from "@/lib/editions/check-text"
import { discardDraft, saveDraft } from "@/lib/editions/draft"
import { proposeEdition } from "@/lib/editions/propose"

const to = (kind: string, done: string) => redirect(`/admin/policy/${kind}?done=${done}`)
const kind = z.enum(draftKinds)
const version = z.coerce.number("not_understood").int("not_understood")
const line = z
  .string()
  .default("")
  .transform((typed) => typed.trim().slice(0, 200))
const lines = z.string().max(2000, "too_long").default("")
// Three boxes of a date: what is too long to be one stays so, and is told beside the date.
const box = z
  .string()
  .default("")
  .transform((typed) => typed.slice(0, 10))
const boxes = { day: box, month: box, year: box }
const dated = <N extends string>(name: N) =>
  Object.fromEntries(Object.entries(boxes).map(([part, shape]) => [`${name}.${part}`, shape])) as Record<
    `${N}.day` | `${N}.month` | `${N}.year`,
    typeof box
  >

export const saveDraftAction = staffAction({
  act: "edition.draft",
  schema: z.object({ kind, version: version.nullable().default(null), file: z.instanceof(File).optional() }),
  prepare: async (_signed, { file }) => (await sentFile(file))?.bytes ?? new Uint8Array(),
  verb: async (ctx, input, bytes) => {
    await saveDraft(ctx, { ...input, bytes })
    return input.kind
  },
  after: (saved) => to(saved, "saved"),
})

export const discardDraftAction = staffAction({
  act: "edition.draft",
  schema: z.object({ kind, version }),
  verb: async (ctx, input) => {
    await discardDraft(ctx, input)
    return input.kind
  },
  after: (discarded) => to(discarded, "discarded"),
})

export const proposeAction = staffAction({
  act: "edition.draft",
  schema: z.object({
    ...{ kind, version, body: line, number: line, reason: lines, statement: lines },
    ...dated("actOn"),
    ...dated("effective"),
  }),
  verb: async (ctx, input) => {
    const day = (name: "actOn" | "effective") => ({
      day: input[`${name}.day`],
      month: input[`${name}.month`],
      year: input[`${name}.year`],
    })
    await proposeEdition(ctx, { ...input, actOn: day("actOn"), effective: day("effective") })
    return input.kind
  },
  after: (proposed) => to(proposed, "proposed"),
})

export const approveAction = staffAction({
  act: "edition.approve",
  schema: z.object({ kind, version }),
  verb: async (ctx, input) => {
    await approveEdition(ctx, input)
    return input.kind
  },
  after: (approved) => to(approved, "approved"),
})

export const sendBackAction = staffAction({
  act: "edition.approve",
  schema: z.object({ kind, version, why: lines }),
  verb: async (ctx, input) => {
    await sendBackEdition(ctx, input)
    return input.kind
  },
  after: (sent) => to(sent, "sentBack"),
})
