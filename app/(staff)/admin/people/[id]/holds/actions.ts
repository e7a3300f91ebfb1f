"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { endHold } from "@/lib/requests/end-hold"

export const endHoldAction = staffAction({
  act: "hold.end",
  schema: z.object({
    subject: z.uuid("not_understood"),
    request: z.string().max(20).optional(),
    view: z.uuid("not_understood").optional(),
    hold: z.uuid("choose_one"),
    endReason: z.string("required").trim().min(1, "required").max(2_000, "too_long"),
  }),
  verb: async (ctx, { hold, endReason, request, view }) => {
    const { subjectId } = await endHold(ctx, { hold, reason: endReason })
    return { subjectId, request: request ?? "", view: view ?? "" }
  },
  after: ({ subjectId, request, view }) =>
    redirect(
      request
        ? `/admin/requests/${encodeURIComponent(request)}?done=hold_ended`
        : `/admin/people/${subjectId}/holds?${new URLSearchParams({ view, done: "ended" })}`,
    ),
})
