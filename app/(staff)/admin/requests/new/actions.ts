"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { Invalid } from "@/lib/errors"
import { findPeople } from "@/lib/oversight/find-people"
import { prepareRegistration } from "@/lib/requests/prepare-registration"
import { registerRequest } from "@/lib/requests/register"

/** Whom the request is about; as everywhere, what is searched for never stands in an address. */
export const findPersonAction = staffAction({
  act: "request.register",
  schema: z.object({ query: z.string("required").trim().min(1, "required").max(200, "too_long") }),
  verb: async (ctx, { query }) => {
    const found = await findPeople(ctx, query)
    if (found.length === 0) throw new Invalid({ query: { code: "nobody_found" } })
    return found
  },
  after: (found) =>
    redirect(`/admin/requests/new?${found.length === 1 ? "person" : "found"}=${found.join(",")}`),
})

const Registration = z.object({
  person: z.uuid("nobody_found"),
  right: z.string("not_understood").max(64),
  asker: z.string().max(40).optional(),
  channel: z.string().max(20).default(""),
  ...dateBoxes("received"),
  time: z.string().max(10, "time_shape").default(""),
  language: z.string().max(10).default(""),
  choice: z.array(z.string().max(64)).max(200).default([]),
  words: z.string().default(""),
  field: z.string().max(140).default(""),
  value: z.string().max(1_000, "too_long").default(""),
  evidence: z.instanceof(File).optional(),
  appeal: z.uuid("not_understood").optional(),
})

export const registerAction = staffAction({
  act: "request.register",
  schema: Registration,
  prepare: async (signed, input) =>
    prepareRegistration(house(), signed, {
      subject: input.person,
      right: input.right,
      asker: input.asker,
      channel: input.channel,
      received: { ...typedUnder(input, "received"), time: input.time },
      language: input.language,
      choice: input.choice,
      words: input.words,
      correction: { field: input.field, value: input.value },
      evidence: await sentFile(input.evidence),
      appeal: input.appeal,
    }),
  verb: async (ctx, _input, ready) => (await registerRequest(ctx, ready)).number,
  after: (number) => redirect(`/admin/requests/${number}?done=registered`),
})
