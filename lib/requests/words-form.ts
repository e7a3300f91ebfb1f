import type { InForce } from "@/lib/policy/editions"
import { basis, type Capacity, offeredRight } from "@/lib/policy/lookup"
import type { Asker, Right } from "@/lib/policy/rights-schema"
import type { Purpose } from "@/lib/policy/schema"
import { type AnswerRight, isAnswerRight } from "@/lib/requests/scope"

/** The most characters a person's own words may have. */
export const MOST_WORDS = 4_000

/** Words as typed in a form, trimmed: a form counts a line's end as two characters, a person does not. */
export const wordsTyped = (text: string): string => text.replaceAll("\r\n", "\n").trim()

type Underlying = Pick<InForce, "policy" | "profile">

/** `topics`: the purposes of which at least one has to be named; none, where the right names no purpose. */
export type WordsForm = { code: AnswerRight; right: Right; topics: Purpose[]; wordsNeeded: boolean }

/** Rights whose words may be left out, as long as something else says what is asked. */
const mayBeSilent: readonly AnswerRight[] = ["existence", "objection"]

/** What the policy in force lets them ask in words under this code; null where it does not. */
export function wordsForm(
  inForce: Underlying,
  code: string,
  asker: Asker | Capacity = "subject",
): WordsForm | null {
  if (!isAnswerRight(code)) return null
  const right = offeredRight(inForce.policy, code, asker)
  if (right?.kind !== "answer") return null
  const topics = topicsOf(inForce, code)
  const says = code === "existence" || topics.length > 0
  return { code, right, topics, wordsNeeded: !mayBeSilent.includes(code) || !says }
}

function topicsOf({ policy, profile }: Underlying, code: AnswerRight): Purpose[] {
  if (code === "automated_review") return policy.purposes.filter(({ automatedDecision }) => automatedDecision)
  if (code !== "objection") return []
  const isObjectable = (each: string) => basis(profile, each).objectable
  return policy.purposes.filter(
    (purpose) => isObjectable(purpose.basis) || purpose.operations.some((each) => isObjectable(each.basis)),
  )
}

/** Whether the person need only be signed in: such a letter is sent with one button, any other is signed. */
export const sentBySession = ({ policy }: Pick<InForce, "policy">, code: Right["code"]): boolean =>
  policy.rights.find((each) => each.code === code)?.proof === "session"
