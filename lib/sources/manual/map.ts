import { z } from "zod"
import { Code, GroundCode, Text } from "@/lib/policy/text-schema"
import { Holding } from "../holding"
import type { PlannedOperation } from "../operation"

/** What people are asked to do. */
const ACTS = ["erase", "correct", "restrict", "unrestrict"] as const

/** Somebody outside the organisation, written to in a language, who answers by a link and signs in nowhere. */
const Outside = z.strictObject({ name: Text, email: z.email(), language: z.enum(["ky", "ru", "en"]) })

/**
 * What no program reads: a paper archive, a bureau that answers letters. Whoever is asked looks it up, does it and says so;
 * nothing of it is ever read again, and nothing says it was.
 */
export const ManualMap = z.strictObject({
  connector: z.literal("manual"),
  title: Text,
  subject: z.strictObject({
    /** The source whose people are in it, under the same key. */
    of: Code,
    kind: Code,
    /** By which of what that source knows of them they are found here; nothing else of them is shown. */
    identifiers: z.array(z.strictObject({ kind: Code })).min(1),
    /** Whether they cannot be found without their name. */
    byName: z.literal(true).optional(),
  }),
  /** Who is asked: the stewards of the organisation, or somebody outside. */
  respondent: z.union([z.literal("steward"), Outside]),
  /** Working days in which an answer is expected, and after which it is asked for once more. */
  answerWithin: z.int().positive(),
  /** Where one act has a time of its own, such as a dispute a bureau answers by law. */
  answerWithinFor: z.partialRecord(z.enum(ACTS), z.int().positive()).optional(),
  remindAfter: z.int().positive(),
  holds: z.record(Code, Holding),
  /** The grounds on which it may be answered that something cannot be done. */
  exceptions: z.array(GroundCode).min(1),
})
export type ManualMap = z.infer<typeof ManualMap>

/** In how many working days all of these acts are to be answered: the shortest time any of them has. */
export const daysFor = (
  { answerWithin, answerWithinFor }: Pick<ManualMap, "answerWithin" | "answerWithinFor">,
  acts: readonly PlannedOperation["op"][],
): number => {
  const days: Partial<Record<PlannedOperation["op"], number>> = answerWithinFor ?? {}
  return Math.min(...acts.map((act) => days[act] ?? answerWithin))
}
