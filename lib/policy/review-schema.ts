import { z } from "zod"
import { Cites, Code, Period, Text } from "@/lib/policy/text-schema"

/** One thing a review asks; `keeps`: the answer that speaks for keeping the data. */
const ReviewQuestion = z.strictObject({ code: Code, cites: Cites, text: Text, keeps: z.enum(["yes", "no"]) })

/** What the organisation has undertaken to look at again and again: whether data is still needed for its purposes. */
export const Review = z.strictObject({
  every: Period,
  cites: Cites,
  title: Text,
  text: Text,
  questions: z.array(ReviewQuestion).min(1),
})
export type Review = z.infer<typeof Review>
