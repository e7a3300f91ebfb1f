import { z } from "zod"
import { Code, FactCode, OperationCode } from "@/lib/policy/text-schema"
import { AnySource } from "../any-source"
import { Holding } from "../holding"
import { Normalise } from "../spelling"
import { ALSO } from "./contract"

const Identity = z.strictObject({
  kind: Code,
  normalise: Normalise,
  /** It names one person for life: a different value means a different person. */
  proves: z.boolean().optional(),
})

/**
 * A system that answers the published source contract. The map says what of the contract it is held to: what it holds, in
 * the policy's own codes, and what it can stop and tell. `also`: what a source may leave out and this one has.
 */
export const HttpMap = z.strictObject({
  ...AnySource,
  connector: z.literal("http"),
  /** Signs every question and every answer. */
  webhook: AnySource.webhook.unwrap(),
  subject: z.strictObject({
    kind: Code,
    identifiers: z.array(Identity).min(1),
    /** What the person is called, in the order it is said; see `calledBy`. */
    name: z
      .array(z.strictObject({ category: Code, field: Code }))
      .min(1)
      .optional(),
    /** Where letters to the person go: fields of one category, in the order they are written. */
    post: z.strictObject({ category: Code, fields: z.array(Code).min(1) }).optional(),
  }),
  holds: z.record(Code, Holding),
  /** Purpose to the operations the source can stop. */
  processing: z.strictObject({ purposes: z.record(Code, z.array(OperationCode).min(1)) }).optional(),
  facts: z.array(FactCode),
  also: z.array(z.enum(ALSO)).optional(),
})
export type HttpMap = z.infer<typeof HttpMap>
