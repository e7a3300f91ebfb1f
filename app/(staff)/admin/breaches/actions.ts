"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { askHowMany, keepCount } from "@/lib/breaches/count-people"
import { closeBreach, putForward, releaseBreach, sendBreachBack } from "@/lib/breaches/steps"
import { changeBreach, recordBreach } from "@/lib/breaches/write-breach"

const HERE = "/admin/breaches"
const to = (done: string) => (number: string) =>
  redirect(`${HERE}/${encodeURIComponent(number)}?done=${done}`)

const words = z.string().max(5_000, "too_long").default("")
const codes = z.array(z.string().max(64)).max(200).default([])
const Seen = z.object({ number: z.string().max(20), version: z.coerce.number("not_understood").int() })
const Written = z.object({
  type: z.string().max(64).default(""),
  ...dateBoxes("happenedFrom", "happenedTo", "from", "to"),
  what: words,
  how: words,
  measures: words,
  sources: codes,
  categories: codes,
  keys: z.string().max(500_000, "too_long").default(""),
})

const entered = ({
  type,
  what,
  how,
  measures,
  sources,
  categories,
  keys,
  ...boxes
}: z.infer<typeof Written>) => ({
  ...{ type, what, how, measures, sources, categories, keys },
  happenedFrom: typedUnder(boxes, "happenedFrom"),
  happenedTo: typedUnder(boxes, "happenedTo"),
  from: typedUnder(boxes, "from"),
  to: typedUnder(boxes, "to"),
})

export const recordAction = staffAction({
  act: "breach.write",
  schema: Written.extend(dateBoxes("foundOn")),
  verb: (ctx, input) => recordBreach(ctx, { ...entered(input), foundOn: typedUnder(input, "foundOn") }),
  after: to("recorded"),
})

export const changeAction = staffAction({
  act: "breach.write",
  schema: Written.extend(Seen.shape).extend({ keepKeys: codes }),
  verb: (ctx, { number, version, keepKeys, ...input }) =>
    changeBreach(ctx, { ...entered(input), number, version, keepKeys: keepKeys.length > 0 }),
  after: to("changed"),
})

export const countAction = staffAction({
  act: "breach.write",
  schema: Seen,
  prepare: (signed, { number }) => askHowMany(house(), signed, number),
  verb: (ctx, { number }, asked) => keepCount(ctx, number, asked),
  after: to("counted"),
})

export const putForwardAction = staffAction({
  act: "breach.write",
  schema: Seen,
  verb: putForward,
  after: to("put_forward"),
})

export const releaseAction = staffAction({
  act: "breach.release",
  schema: Seen,
  verb: releaseBreach,
  after: to("released"),
})

export const sendBackAction = staffAction({
  act: "breach.release",
  schema: Seen.extend({ reason: words }),
  verb: sendBreachBack,
  after: to("sent_back"),
})

export const closeAction = staffAction({
  act: "breach.write",
  schema: Seen,
  verb: closeBreach,
  after: to("closed"),
})
