"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { findPeople } from "@/lib/oversight/find-people"
import { recordView } from "@/lib/oversight/record-view"
import { isRefusedView } from "@/lib/oversight/refuse-view"
import { categoriesFrom } from "@/lib/records/count"

/** What is searched for never stands in an address: only the random ids of those found do. */
export const findPeopleAction = staffAction({
  act: "person.find",
  schema: z.object({ query: z.string("required").trim().min(1, "required").max(200, "too_long") }),
  verb: (ctx, { query }) => findPeople(ctx, query),
  after: async (found) => {
    if (found.length === 0) return { status: "done", message: (await translator("people"))("none") }
    redirect(`/admin/people?found=${found.join(",")}`)
  },
})

export const viewPersonAction = staffAction({
  act: "person.find",
  schema: z.object({
    subject: z.uuid("not_understood"),
    request: z.string().trim().max(20, "too_long").optional(),
    reason: z.string().trim().max(500, "too_long").optional(),
    groups: z.array(z.string()).default([]),
  }),
  prepare: async (_signed, { groups }) => {
    const { policy } = await currentInForce()
    return categoriesFrom(policy, groups)
  },
  verb: async (ctx, { subject, request, reason }, categories) => {
    if (await isRefusedView(ctx, { subjectId: subject })) return { subject, view: null }
    const view = await recordView(ctx, {
      subjectId: subject,
      categories,
      requestNumber: request || null,
      reason: reason || null,
    })
    return { subject, view }
  },
  after: ({ subject, view }) => redirect(view ? `/admin/people/${subject}?view=${view}` : "/admin/barred"),
})
