"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { translator } from "@/app/_server/locale"
import { findRequests } from "@/lib/requests/queue"

/** What is searched for never stands in an address: only the numbers of what was found do. */
export const findRequestsAction = staffAction({
  act: "queue.read",
  schema: z.object({ query: z.string("required").trim().min(1, "required").max(200, "too_long") }),
  verb: (ctx, { query }) => findRequests(ctx, query),
  after: async (found) => {
    const [only, ...others] = found
    if (!only) return { status: "done", message: (await translator("queue"))("search.none") }
    redirect(others.length === 0 ? `/admin/requests/${only}` : `/admin?found=${found.join(",")}`)
  },
})
