"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { reviewDisclosure } from "@/lib/disclosures/review-disclosure"

export const reviewDisclosureAction = staffAction({
  act: "disclosures.review",
  schema: z.object({
    disclosure: z.uuid("not_understood"),
    keep: z.enum(["yes", "no"], "choose_one"),
    ...dateBoxes("review"),
  }),
  verb: async (ctx, { disclosure, keep, ...review }) =>
    reviewDisclosure(ctx, { disclosure, keep: keep === "yes", review: typedUnder(review, "review") }),
  after: () => redirect("/admin/disclosures?done=reviewed"),
})
