"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { findPeople } from "@/lib/oversight/find-people"
import { isRefusedView } from "@/lib/oversight/refuse-view"
import { countTry } from "@/lib/people/limits"
import { categoriesFrom } from "@/lib/records/count"
import { lookAtPerson } from "@/lib/requests/look-at-person"

/** What is searched for never stands in an address: only the random ids of those found do. */
export const findPeopleAction = staffAction({
  act: "person.find",
  schema: z.object({ query: z.string("required").trim().min(1, "required").max(200, "too_long") }),
  prepare: ({ actor }) => countTry(house(), "search", actor.accountId),
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
    secrecy: z.string().max(64, "not_understood").default(""),
    ...dateBoxes("review"),
  }),
  prepare: async (_signed, { groups }) => {
    const { policy } = await currentInForce()
    return categoriesFrom(policy, groups)
  },
  verb: async (ctx, { subject, request, reason, secrecy, ...typed }, categories) => {
    if (await isRefusedView(ctx, { subjectId: subject })) return { subject, view: null }
    const view = await lookAtPerson(ctx, {
      subjectId: subject,
      categories,
      requestNumber: request || null,
      reason: reason || null,
      ...{ secrecy, review: typedUnder(typed, "review") },
    })
    return { subject, view }
  },
  after: ({ subject, view }) => redirect(view ? `/admin/people/${subject}?view=${view}` : "/admin/barred"),
})
