"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { reviewView } from "@/lib/requests/review-view"

export const reviewViewAction = staffAction({
  act: "views.review",
  schema: z.object({
    view: z.uuid("not_understood"),
    keep: z.enum(["yes", "no"], "choose_one"),
    ...dateBoxes("review"),
  }),
  verb: async (ctx, { view, keep, ...review }) =>
    reviewView(ctx, { view, keep: keep === "yes", review: typedUnder(review, "review") }),
  after: () => redirect("/admin/views?done=reviewed"),
})
