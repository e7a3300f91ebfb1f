"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { setHold } from "@/lib/requests/set-hold"

export const setHoldAction = staffAction({
  act: "hold.set",
  schema: z.object({
    subject: z.uuid("not_understood"),
    request: z.string().max(20).optional(),
    ground: z.string().max(64).default(""),
    scope: z.array(z.string().max(64)).max(200).default([]),
    reason: z.string().max(2_000, "too_long").default(""),
    ...dateBoxes("review"),
    secrecy: z.string().max(64).default(""),
  }),
  verb: async (ctx, input) => {
    await setHold(ctx, {
      ...input,
      request: input.request ?? null,
      review: typedUnder(input, "review"),
    })
    return { subject: input.subject, request: input.request ?? "" }
  },
  after: ({ subject, request }) =>
    redirect(
      request
        ? `/admin/requests/${encodeURIComponent(request)}?done=hold_set`
        : `/admin/people/${subject}/holds/new?done=set`,
    ),
})
