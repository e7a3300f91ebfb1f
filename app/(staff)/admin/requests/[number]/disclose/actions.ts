"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { Unavailable } from "@/lib/errors"
import { prepareDisclosure, proposeDisclosure } from "@/lib/requests/disclose"
import { SourceUnreachable } from "@/lib/sources/failures"

const words = z.string().trim().max(2_000, "too_long").default("")

export const proposeDisclosureAction = staffAction({
  act: "request.propose",
  schema: z.object({
    part: z.uuid("not_understood"),
    version: z.coerce.number("not_understood").int(),
    give: z.array(z.string().max(64)).max(200).default([]),
    ground: z.string().max(64).default(""),
    purpose: words,
    withheldGround: z.string().max(64).default(""),
    withheldReason: words,
  }),
  prepare: async (signed, input) => {
    try {
      return await prepareDisclosure(house(), signed, input)
    } catch (error) {
      // A source that is down is said as such; it is no fault of the form.
      if (error instanceof SourceUnreachable) throw new Unavailable(error.source)
      throw error
    }
  },
  verb: async (ctx, input, prepared) => {
    const { id, number } = await proposeDisclosure(ctx, input, prepared)
    return { id, number }
  },
  after: ({ id, number }) =>
    redirect(`/admin/requests/${number}?${new URLSearchParams({ part: id, done: "proposed" })}`),
})
