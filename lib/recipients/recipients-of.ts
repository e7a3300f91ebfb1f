import { and, eq } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import type { Ctx } from "@/lib/context"
import { categoriesOf, category } from "@/lib/policy/lookup"
import type { Policy } from "@/lib/policy/schema"
import type { RecipientAct } from "@/lib/recipients/notice"

/** Something done to one person's data; `transfer`: of a stop, that data went to others for the purpose. */
export type Deed =
  | { do: Exclude<RecipientAct["do"], "stop">; category: string }
  | { do: "stop"; purpose: string; transfer: boolean }

export type Received = { recipient: string; categories: readonly string[]; purpose: string }

/** What of a person the register of disclosures says others received, but those under a secrecy ground. */
export const receivedOf = ({ db }: Ctx, subjectId: string): Promise<Received[]> =>
  db
    .select({
      recipient: disclosures.recipient,
      categories: disclosures.categories,
      purpose: disclosures.purpose,
    })
    .from(disclosures)
    .where(and(eq(disclosures.subjectId, subjectId), eq(disclosures.secret, false)))

/**
 * Whom to tell of what was done: of each category those who received it; where the register of disclosures has nothing
 * of the category, those of the policy's recipients that are told by a channel. In the policy's order.
 */
export function recipientsOf(
  policy: Policy,
  received: readonly Received[],
  deeds: readonly Deed[],
): Map<string, RecipientAct[]> {
  const told = policy.recipients.map(({ code }): [string, RecipientAct[]] => [
    code,
    deeds.reduce<RecipientAct[]>(
      (acts, deed) => withDeed(acts, deed, heldBy(policy, received, code, deed)),
      [],
    ),
  ])
  return new Map(told.filter(([, acts]) => acts.length > 0))
}

/** The categories of a deed that a recipient holds. */
function heldBy(policy: Policy, received: readonly Received[], recipient: string, deed: Deed): string[] {
  const wide =
    deed.do === "stop" ? categoriesOf(policy, deed.purpose).map(({ code }) => code) : [deed.category]
  const rows =
    deed.do === "stop"
      ? received.filter(({ purpose }) => purpose === deed.purpose)
      : received.filter(({ categories }) => categories.includes(deed.category))
  if (rows.length > 0) {
    const theirs = rows.filter((row) => row.recipient === recipient).flatMap(({ categories }) => categories)
    return wide.filter((code) => theirs.includes(code))
  }
  const isTold = policy.recipients.some(({ code, notify }) => code === recipient && notify)
  if (!isTold || (deed.do === "stop" && !deed.transfer)) return []
  return wide.filter((code) => category(policy, code).recipients.includes(recipient))
}

/** The acts with one more: categories to which the same is done stand together. */
function withDeed(acts: RecipientAct[], deed: Deed, categories: readonly string[]): RecipientAct[] {
  if (categories.length === 0) return acts
  const purpose = deed.do === "stop" ? deed.purpose : undefined
  const same = acts.find((act) => act.do === deed.do && act.purpose === purpose)
  if (!same) return [...acts, { do: deed.do, categories: [...categories], ...(purpose && { purpose }) }]
  const all = [...new Set([...same.categories, ...categories])]
  return acts.map((act) => (act === same ? { ...same, categories: all } : act))
}
