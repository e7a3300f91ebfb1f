import { eq, sql } from "drizzle-orm"
import { subjects } from "@/db/schema/people"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { dayIn, startOfDay } from "@/lib/deadlines/day"
import { backBy } from "@/lib/deadlines/period"
import { enterErasure } from "@/lib/erasures/enter"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { dropIdentities } from "@/lib/people/forget-person"
import { identitiesOf, type KnownIn } from "@/lib/people/identities"
import { closeAccount } from "@/lib/people/portal-apply"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { termOfRule } from "@/lib/retention/term-of-rule"

const AT_ONCE = 200

/**
 * Looks at the next people whose last case was closed longer ago than the policy keeps a case file, in the order of their
 * ids, and lets each be looked at by itself; then goes on from the last. Where the policy sets no term, nobody's ends.
 */
export async function endCaseFiles(house: OpenHouse, after: string | null): Promise<void> {
  await asWorker(house, "end-case-files", null, async (ctx) => {
    const before = await endedBefore(ctx, await inForceNow(ctx.db))
    if (!before) return
    const { rows } = await ctx.db.execute<{ id: string }>(
      sql`select id from guard.case_files_over(${before.toISOString()}::timestamptz, ${after}::uuid, ${AT_ONCE}) as id`,
    )
    for (const { id } of rows) await enqueueJob(ctx, "end-case-file", { subject: id }, `end-case-file:${id}`)
    const last = rows.length === AT_ONCE ? rows.at(-1) : undefined
    if (last) await enqueueJob(ctx, "end-case-files", { after: last.id }, `end-case-files:${last.id}`)
  })
}

async function endedBefore(ctx: Ctx, held: InForce): Promise<Date | null> {
  const term = termOfRule(held, held.policy.caseFile.rule, "request_closed")
  const zone = held.policy.organisation.timezone
  return term ? startOfDay(backBy(dayIn(ctx.now, zone), term), zone) : null
}

/**
 * Ends the case file of somebody of whom no source holds anything any more, once its term is over: the keyed hashes and
 * contacts by which they could be found go, the account ends, and both keys are destroyed after that (rules 11, 12).
 * Whoever is still held somewhere keeps it. Throws SourceUnreachable, to be tried again.
 */
export async function endCaseFile(house: OpenHouse, subject: string): Promise<void> {
  const known = await asWorker(house, "end-case-file", { subject }, async (ctx) => ({
    held: await inForceNow(ctx.db),
    identities: await identitiesOf(ctx, subject),
  }))
  if (await isHeldSomewhere(house, known)) return
  await asWorker(house, "end-case-file", { subject }, async (ctx) => {
    const before = await endedBefore(ctx, known.held)
    if (before) await forget(ctx, subject, before)
  })
}

async function isHeldSomewhere(
  house: OpenHouse,
  { held, identities }: { held: InForce; identities: KnownIn },
): Promise<boolean> {
  const sources = house.sourcesOf(held)
  for (const [source, identifiers] of identities) {
    if (source === "*") continue
    const { categories } = await sources.of(source).count({ identifiers })
    if (categories.length > 0) return true
  }
  return false
}

async function forget(ctx: Ctx<SystemActor>, subject: string, before: Date): Promise<void> {
  const { rows } = await ctx.db.execute(
    sql`select id from guard.case_files_over(${before.toISOString()}::timestamptz, null, 1, ${subject}::uuid) as id`,
  )
  if (rows.length > 0) await forgetNow(ctx, subject)
}

/** Forgets somebody for good; however often, they are forgotten once. */
export async function forgetNow(ctx: Ctx<SystemActor>, subject: string): Promise<void> {
  await closeAccount(ctx)
  await dropIdentities(ctx, subject)
  await ctx.db.update(subjects).set({ erasedAt: ctx.now }).where(eq(subjects.id, subject))
  await record(ctx, "case_file.ended", { subjectId: null, object: subject })
  await enterErasure(ctx, { subjectId: subject, kind: "forgotten", body: {} })
  await enqueueJob(ctx, "destroy-keys", { subject }, `destroy-keys:${subject}`)
}
