import { and, asc, eq } from "drizzle-orm"
import { editionActs, editions } from "@/db/schema/policy"
import type { Db } from "@/db/transaction"
import { inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"

/** The act of the organisation an edition was approved by. */
export type ApprovingAct = { body: Text; number: string; on: string }

/** An edition as anybody may read of it: `endsAt` is the day the next one takes its place, once that is announced. */
export type EditionDates = {
  number: number
  publishedAt: Date
  effectiveAt: Date
  endsAt: Date | null
  state: "announced" | "in_force" | "ended"
}

export type PublicEdition = EditionDates & {
  policy: Policy
  act: ApprovingAct | null
  /** What is said of a basis that changed with it. */
  statement: string | null
  /** The edition before it; null for the first. */
  before: Policy | null
  /** Every edition there is, in the order of their numbers. */
  all: EditionDates[]
}

/** An edition of the policy by its number, or without one the edition in force; null when there is none such. */
export async function publicEdition(db: Db, number?: number): Promise<PublicEdition | null> {
  const held = await inForce(db)
  const rows = await db
    .select({
      ...{ id: editions.id, number: editions.number, publishedAt: editions.publishedAt },
      ...{ effectiveAt: editions.effectiveAt, body: editionActs.actBody },
      statement: editionActs.statement,
      ...{ actNumber: editionActs.actNumber, on: editionActs.actOn },
    })
    .from(editions)
    .leftJoin(editionActs, eq(editionActs.editionId, editions.id))
    .where(and(eq(editions.kind, "policy"), eq(editions.code, held.policy.code)))
    .orderBy(asc(editions.number))
  const all = rows.map(({ number, publishedAt, effectiveAt }, at) => ({
    ...{ number, publishedAt, effectiveAt, endsAt: rows[at + 1]?.effectiveAt ?? null },
    state: stateOf(number, held.edition.number),
  }))
  const at = rows.findIndex((row) => row.number === (number ?? held.edition.number))
  const [row, dates] = [rows[at], all[at]]
  if (!row || !dates) return null
  const { body, actNumber, on } = row
  const policy = await documentOf(db, row.id)
  const { approval } = policy
  // The act under which the staff published it, else the one its own text names.
  const act =
    body && actNumber && on
      ? { body: { ky: body, ru: body, en: body }, number: actNumber, on }
      : approval && { body: approval.body, number: approval.number, on: approval.date }
  return {
    ...dates,
    policy,
    act: act ?? null,
    statement: row.statement,
    before: rows[at - 1] ? await documentOf(db, rows[at - 1]?.id ?? "") : null,
    all,
  }
}

const stateOf = (number: number, current: number): EditionDates["state"] =>
  number === current ? "in_force" : number > current ? "announced" : "ended"

async function documentOf(db: Db, id: string): Promise<Policy> {
  const [row] = await db.select({ document: editions.document }).from(editions).where(eq(editions.id, id))
  if (!row) throw new Error("an edition is gone")
  return row.document as Policy
}
