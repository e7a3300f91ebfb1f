import { z } from "zod"
import { Cites, Period, Text } from "@/lib/policy/text-schema"

/** How often an administrator confirms or ends each colleague's access, and in which words they are asked. */
export const AccessReview = z.strictObject({
  every: Period,
  cites: Cites,
  title: Text,
  text: Text,
  question: Text,
})
export type AccessReview = z.infer<typeof AccessReview>
