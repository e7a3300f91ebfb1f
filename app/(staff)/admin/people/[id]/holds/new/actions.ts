"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { setHold } from "@/lib/requests/set-hold"

// Too long to be a day, a month or a year stays so: the verb says it beside the one field the three boxes make.
const box = z
  .string()
  .default("")
  .transform((typed) => typed.slice(0, 10))

export const setHoldAction = staffAction({
  act: "hold.set",
  schema: z.object({
    subject: z.uuid("not_understood"),
    request: z.string().max(20).optional(),
    ground: z.string().max(64).default(""),
    scope: z.array(z.string().max(64)).max(200).default([]),
    reason: z.string().max(2_000, "too_long").default(""),
    "review.day": box,
    "review.month": box,
    "review.year": box,
    secrecy: z.string().max(64).default(""),
  }),
  verb: async (ctx, { "review.day": day, "review.month": month, "review.year": year, ...input }) => {
    await setHold(ctx, { ...input, request: input.request ?? null, review: { day, month, year } })
    return { subject: input.subject, request: input.request ?? "" }
  },
  after: ({ subject, request }) =>
    redirect(
      request
        ? `/admin/requests/${encodeURIComponent(request)}?done=hold_set`
        : `/admin/people/${subject}/holds/new?done=set`,
    ),
})
