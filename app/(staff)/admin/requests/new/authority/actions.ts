"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { prepareAuthority, registerAuthority } from "@/lib/requests/register-authority"

// Too long to be a day, a month or a year stays so: the verb says it beside the one field the three boxes make.
const box = z
  .string()
  .default("")
  .transform((typed) => typed.slice(0, 10))
const word = z.string().max(64).default("")

const Demanded = z.object({
  person: z.uuid("nobody_found").optional(),
  whom: z.string().max(500, "too_long").default(""),
  body: z.string().max(500, "too_long").default(""),
  number: z.string().max(500, "too_long").default(""),
  "date.day": box,
  "date.month": box,
  "date.year": box,
  channel: word,
  "received.day": box,
  "received.month": box,
  "received.year": box,
  time: z.string().max(10, "time_shape").default(""),
  ground: word,
  choice: z.array(z.string().max(64)).max(200).default([]),
  block: z.array(z.literal("yes")).max(1).default([]),
  words: z.string().default(""),
  secrecy: word,
  "review.day": box,
  "review.month": box,
  "review.year": box,
  language: z.string().max(10).default(""),
  evidence: z.instanceof(File).optional(),
})

const dayOf = (input: z.infer<typeof Demanded>, name: "date" | "received" | "review") => ({
  day: input[`${name}.day`],
  month: input[`${name}.month`],
  year: input[`${name}.year`],
})

// A file field left alone arrives as a file of no bytes, nameless or, through the framework, named "undefined".
const sentFile = async (file: File | undefined) =>
  file && (file.size > 0 || !["", "undefined"].includes(file.name))
    ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
    : null

export const registerAuthorityAction = staffAction({
  act: "request.register",
  schema: Demanded,
  prepare: async (signed, input) =>
    prepareAuthority(house(), signed, {
      ...input,
      subject: input.person ?? null,
      date: dayOf(input, "date"),
      received: { ...dayOf(input, "received"), time: input.time },
      block: input.block.length > 0,
      review: dayOf(input, "review"),
      evidence: await sentFile(input.evidence),
    }),
  verb: async (ctx, _input, ready) => (await registerAuthority(ctx, ready)).number,
  after: (number) => redirect(`/admin/requests/${number}?done=registered`),
})
