import { z } from "zod"
import { Cites, Period, Text } from "@/lib/policy/text-schema"

/**
 * How data is kept true. `warning`: what follows wrong data, told where data is typed. `confirm`: how often a person is
 * asked whether what is held of them is still right, and why. What the policy does not have is left out.
 */
export const Accuracy = z.strictObject({
  warning: z.strictObject({ cites: Cites, text: Text }).optional(),
  confirm: z.strictObject({ every: Period, cites: Cites, text: Text }).optional(),
})
