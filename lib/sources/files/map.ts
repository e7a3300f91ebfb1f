import { z } from "zod"
import { Code, OperationCode } from "@/lib/policy/text-schema"
import { AnySource } from "../any-source"
import { Holding } from "../holding"
import { Normalise } from "../spelling"

const { webhook: _, ...Reached } = AnySource

const Identity = z.strictObject({
  kind: Code,
  normalise: Normalise,
  /** It names one person for life: a different value means a different person. */
  proves: z.boolean().optional(),
})

/**
 * A system that can do nothing but write files and read them: it leaves what it holds as CSV in a folder, takes orders from
 * there and answers them. `connection`: the variable with the folder, as `file:///…`.
 */
export const FilesMap = z.strictObject({
  ...Reached,
  connector: z.literal("files"),
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
  /** Purpose to the operations the system can stop. */
  processing: z.strictObject({ purposes: z.record(Code, z.array(OperationCode).min(1)) }).optional(),
  /** Hours in which an order is answered and shown by a new export; after them the work stalls. */
  answerWithin: z.int().positive(),
})
export type FilesMap = z.infer<typeof FilesMap>
