"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { closeAlert } from "@/lib/oversight/close-alert"
import { seeReason } from "@/lib/oversight/see-reason"

const alert = z.uuid("not_understood")

export const seeReasonAction = staffAction({
  act: "alert.read",
  schema: z.object({ alert, view: z.uuid("not_understood") }),
  verb: (ctx, input) => seeReason(ctx, input),
  after: ({ alert, view }) => redirect(`/admin/alerts/${alert}#view-${view}`),
})

export const closeAlertAction = staffAction({
  act: "alert.close",
  schema: z.object({
    alert,
    outcome: z.string().max(20, "not_understood").default(""),
    finding: z.string().max(4_000, "too_long").default(""),
  }),
  verb: (ctx, input) => closeAlert(ctx, input),
  after: ({ id, outcome }) => redirect(`/admin/alerts/${id}?done=${outcome}`),
})
