import { z } from "zod"
import { Cites, Text } from "@/lib/policy/text-schema"

/** The act of the organisation the policy's own text says it was approved by. */
export const Approval = z.strictObject({
  body: Text,
  number: z.string().min(1),
  date: z.iso.date(),
  cites: Cites,
})

/**
 * How the policy says it is accepted: `ticked`, by a box beside `text`, or `deemed`, by use alone, of which `text` tells
 * what the policy takes it for. Use never carries marketing, research or transfer.
 */
export const Acceptance = z.strictObject({ how: z.enum(["ticked", "deemed"]), text: Text, cites: Cites })
export type Acceptance = z.infer<typeof Acceptance>

/** The user agreement the policy belongs to or sends its reader to; `url` where the text gives its address. */
export const UserAgreement = z.strictObject({
  title: Text,
  about: Text,
  url: z.url().optional(),
  cites: Cites,
})
export type UserAgreement = z.infer<typeof UserAgreement>
