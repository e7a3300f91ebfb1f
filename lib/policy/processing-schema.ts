import { z } from "zod"
import { Cites, Text } from "@/lib/policy/text-schema"

const Said = z.strictObject({ cites: Cites, text: Text })

/** What the state register of holders asks and the rest of the policy does not say: how data is processed and protected. */
export const Processing = z.strictObject({ methods: Said, measures: z.array(Said).min(1) })
