"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { endProcessor } from "@/lib/disclosures/end-processor"
import { addProcessor, changeProcessor } from "@/lib/disclosures/keep-processor"

const line = z.string().max(1_000, "too_long").default("")
const words = z.string().max(5_000, "too_long").default("")

const Terms = z.object({
  service: words,
  categories: z.array(z.string().max(64)).max(200).default([]),
  country: line,
  subprocessors: words,
  measures: words,
  ...dateBoxes("until", "measuresOn"),
})

export const addProcessorAction = staffAction({
  act: "processors.keep",
  schema: Terms.extend({ name: line, recipient: line, contractNumber: line, ...dateBoxes("contractOn") }),
  verb: (ctx, input) =>
    addProcessor(ctx, {
      ...input,
      until: typedUnder(input, "until"),
      measuresOn: typedUnder(input, "measuresOn"),
      contractOn: typedUnder(input, "contractOn"),
    }),
  after: () => redirect("/admin/processors?done=added"),
})

export const changeProcessorAction = staffAction({
  act: "processors.keep",
  schema: Terms.extend({ id: z.uuid("not_understood") }),
  verb: (ctx, input) =>
    changeProcessor(ctx, {
      ...input,
      until: typedUnder(input, "until"),
      measuresOn: typedUnder(input, "measuresOn"),
    }),
  after: (id) => redirect(`/admin/processors/${id}?done=changed`),
})

export const endProcessorAction = staffAction({
  act: "processors.keep",
  schema: z.object({ id: z.uuid("not_understood"), ...dateBoxes("ended") }),
  verb: (ctx, input) => endProcessor(ctx, { id: input.id, ended: typedUnder(input, "ended") }),
  after: (id) => redirect(`/admin/processors/${id}?done=ended`),
})
