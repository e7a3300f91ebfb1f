import { and, eq, gte, isNull, sql } from "drizzle-orm"
import { accountLogins, sourceIdentities } from "@/db/schema/people"
import type { Ctx, SubjectActor } from "@/lib/context"
import { heldUntil } from "@/lib/people/cooling"
import type { Level, Right } from "@/lib/policy/rights-schema"

/** What somebody has proved of who they are; 0: nothing that counts, as after a change of contact. */
export type Proven = 0 | Level

/** The control of a contact the organisation had before, the state's word, an officer's own eyes. */
export const CONTACT = 1
export const NATIONAL = 2
export const SEEN = 3

/** How sure the policy wants to be of who asks for this right; 0: being signed in is enough. */
export const askedLevel = ({ level, proof }: Pick<Right, "level" | "proof">): Proven =>
  level ?? (proof === "identity" ? SEEN : 0)

/** Whether an officer made sure before who this person is: nobody is asked twice. */
export async function isSeen(ctx: Ctx, subjectId: string): Promise<boolean> {
  const { id, proofLevel, until } = sourceIdentities
  const rows = await ctx.db
    .select({ id })
    .from(sourceIdentities)
    .where(and(eq(sourceIdentities.subjectId, subjectId), isNull(until), gte(proofLevel, SEEN)))
    .limit(1)
  return rows.length > 0
}

/**
 * What the session of the person who acts proves. The state's word counts in the session in which it was given; while a
 * changed contact proves nothing, neither does what an officer saw before the change.
 */
export async function provenBy(ctx: Ctx<SubjectActor>): Promise<Proven> {
  const { rows } = await ctx.db.execute<{ national: boolean }>(
    sql`select guard.session_is_national() as national`,
  )
  const national = rows[0]?.national ? NATIONAL : 0
  if (await heldUntil(ctx, ctx.actor.accountId)) return national
  if (await isSeen(ctx, ctx.actor.subjectId)) return SEEN
  if (national) return national
  const contacts = await ctx.db
    .select({ id: accountLogins.id })
    .from(accountLogins)
    .where(eq(accountLogins.accountId, ctx.actor.accountId))
    .limit(1)
  return contacts.length > 0 ? CONTACT : 0
}
