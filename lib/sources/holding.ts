import { z } from "zod"
import { FieldType } from "@/lib/policy/schema"
import { Code } from "@/lib/policy/text-schema"
import type { Unplanned, Wanted } from "./operation"

/** `correct`: a new value may be written; a `mark` is written only where a right's effects set it. */
const Field = z.strictObject({
  type: FieldType,
  origin: Code.optional(),
  thirdPerson: z.boolean().optional(),
  correct: z.union([z.literal(true), z.literal("mark")]).optional(),
})

/** One category a source without tables holds; `origin` is who gave it where nothing else says it. */
export const Holding = z.strictObject({ origin: Code, fields: z.record(Code, Field) })
export type Holding = z.infer<typeof Holding>

/** Why nothing is planned for a category the map does not hold: what is not there leaves nothing to erase or keep. */
export const whyUnheld = (op: Wanted["op"]): Unplanned["why"] =>
  op === "erase" || op === "keep" ? "nothing_held" : "not_mapped"
