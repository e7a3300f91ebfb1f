import { z } from "zod"
import { Cites } from "@/lib/policy/text-schema"

const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be an hour such as "08:00"')

/** More than so many different people within so many hours. */
const Measure = z.strictObject({ people: z.int().min(1), hours: z.int().min(1).max(744) })

/**
 * When looking at people's data is unusual and raises an alert to the auditor; a rule left out is off. `cites`: what of
 * the policy it serves. `assumed`: the figures are the organisation's own, the policy's text has none.
 */
export const Looking = z.strictObject({
  cites: Cites,
  assumed: z.literal(true).optional(),
  manyPeople: Measure.optional(),
  /** With a typed reason in place of a request. */
  noCase: Measure.optional(),
  relatives: z.literal(true).optional(),
  /** Outside these hours, or on a day off by the calendar. */
  night: z.strictObject({ from: Hour, to: Hour }).optional(),
})
export type Looking = z.infer<typeof Looking>
