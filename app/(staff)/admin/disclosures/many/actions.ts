"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import {
  approveBulk,
  askBulk,
  dropBulk,
  keepBulkCount,
  proposeBulk,
  sendBulkBack,
} from "@/lib/disclosures/bulk-steps"
import { enterBulk, keysInCsv, prepareBulk } from "@/lib/disclosures/enter-bulk"

const line = z.string().max(500, "too_long").default("")
const codes = z.array(z.string().max(64)).max(200).default([])
const One = z.object({ bulk: z.uuid("not_understood") })

const to = (bulk: string, done: string) => redirect(`/admin/disclosures/many/${bulk}?done=${done}`)

/** The keys of a file and those typed, a line each. */
async function keysOf(typed: string, file: File | undefined): Promise<string> {
  const sent = await sentFile(file)
  if (!sent) return typed
  return [typed, keysInCsv(new TextDecoder().decode(sent.bytes))].join("\n")
}

export const enterBulkAction = staffAction({
  act: "bulk.write",
  schema: z.object({
    ...{ named: line, ground: line, purpose: line, number: line, sources: codes, categories: codes },
    words: z.string().max(5_000, "too_long").default(""),
    keys: z.string().default(""),
    file: z.instanceof(File).optional(),
    evidence: z.instanceof(File).optional(),
    ...dateBoxes("date", "from", "to"),
  }),
  prepare: async (signed, { file, keys, ...input }) =>
    prepareBulk(house(), signed, {
      ...input,
      date: typedUnder(input, "date"),
      from: typedUnder(input, "from"),
      to: typedUnder(input, "to"),
      keys: await keysOf(keys, file),
      evidence: await sentFile(input.evidence),
    }),
  verb: (ctx, _input, ready) => enterBulk(ctx, ready),
  after: (bulk) => to(bulk, "entered"),
})

export const countBulkAction = staffAction({
  act: "bulk.write",
  schema: One,
  prepare: (signed, { bulk }) => askBulk(house(), signed, bulk),
  verb: (ctx, { bulk }, counted) => keepBulkCount(ctx, bulk, counted),
  after: (bulk) => to(bulk, "counted"),
})

export const proposeBulkAction = staffAction({
  act: "bulk.write",
  schema: One,
  verb: (ctx, { bulk }) => proposeBulk(ctx, bulk),
  after: (bulk) => to(bulk, "proposed"),
})

export const dropBulkAction = staffAction({
  act: "bulk.write",
  schema: One,
  verb: (ctx, { bulk }) => dropBulk(ctx, bulk),
  after: (bulk) => to(bulk, "dropped"),
})

export const sendBulkBackAction = staffAction({
  act: "bulk.approve",
  schema: One,
  verb: (ctx, { bulk }) => sendBulkBack(ctx, bulk),
  after: (bulk) => to(bulk, "back"),
})

export const approveBulkAction = staffAction({
  act: "bulk.approve",
  schema: One,
  verb: (ctx, { bulk }) => approveBulk(ctx, bulk),
  after: (bulk) => to(bulk, "approved"),
})
