"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { prepareAuthority, registerAuthority } from "@/lib/requests/register-authority"

const word = z.string().max(64).default("")

const Demanded = z.object({
  person: z.uuid("nobody_found").optional(),
  whom: z.string().max(500, "too_long").default(""),
  body: z.string().max(500, "too_long").default(""),
  number: z.string().max(500, "too_long").default(""),
  ...dateBoxes("date", "received", "review"),
  channel: word,
  time: z.string().max(10, "time_shape").default(""),
  ground: word,
  choice: z.array(z.string().max(64)).max(200).default([]),
  block: z.array(z.literal("yes")).max(1).default([]),
  words: z.string().default(""),
  secrecy: word,
  language: z.string().max(10).default(""),
  evidence: z.instanceof(File).optional(),
})

export const registerAuthorityAction = staffAction({
  act: "request.register",
  schema: Demanded,
  prepare: async (signed, input) =>
    prepareAuthority(house(), signed, {
      ...input,
      subject: input.person ?? null,
      date: typedUnder(input, "date"),
      received: { ...typedUnder(input, "received"), time: input.time },
      block: input.block.length > 0,
      review: typedUnder(input, "review"),
      evidence: await sentFile(input.evidence),
    }),
  verb: async (ctx, _input, ready) => (await registerAuthority(ctx, ready)).number,
  after: (number) => redirect(`/admin/requests/${number}?done=registered`),
})
