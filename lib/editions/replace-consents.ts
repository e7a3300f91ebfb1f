import { and, asc, eq, lt, sql } from "drizzle-orm"
import { policyEditions } from "@/db/schema/policy"
import type { Db } from "@/db/transaction"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { asWorker, type House } from "@/lib/context"
import { type ReplacedBasis, replacedBases } from "@/lib/editions/findings"
import { enqueueJob } from "@/lib/notices/enqueue"
import { localeOf } from "@/lib/people/locale-of"
import { type InForce, inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"

/** How many people a round looks at for each operation; the next goes on. */
const ROUND = 500

/** What rested on consent under an earlier edition, and rests on something else under the one in force. */
async function replacedNow(db: Db): Promise<{ held: InForce; replaced: ReplacedBasis[] }> {
  const held = await inForce(db)
  const earlier = await db
    .select({ document: policyEditions.document })
    .from(policyEditions)
    .where(and(eq(policyEditions.policy, held.policy.code), lt(policyEditions.number, held.edition.number)))
    .orderBy(asc(policyEditions.number))
  const all = earlier.flatMap(({ document }) =>
    replacedBases(document as Policy, held.policy, [held.profile]),
  )
  const names = new Map(all.map((each) => [`${each.purpose}/${each.operation}`, each]))
  return { held, replaced: [...names.values()] }
}

/**
 * Finds the people whose consent an edition in force replaced by another basis, and enqueues each. Consents given before its
 * day become invalid from then on, for those operations alone; of what was collected under them the history still tells.
 */
export async function replaceConsents(house: House): Promise<void> {
  await asWorker(house, "replace-consents", null, async (ctx) => {
    const { held, replaced } = await replacedNow(ctx.db)
    for (const { purpose, operation } of replaced) {
      const { rows } = await ctx.db.execute<{ id: string }>(
        sql`select id from guard.consents_given(${purpose}, ${operation}, ${held.edition.effectiveAt.toISOString()}::timestamptz, ${ROUND}) as id`,
      )
      for (const { id } of rows)
        await enqueueJob(ctx, "replace-consents-of", { subject: id }, `replace-consents-of:${id}`)
    }
  })
}

/** Writes that a person's consents are invalid where another basis took their place. Safe to run again. */
export async function replaceConsentsOf(house: House, subjectId: string): Promise<void> {
  await asWorker(house, "replace-consents-of", { subject: subjectId }, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`replace/${subjectId}`}, 0))`)
    const { held, replaced } = await replacedNow(ctx.db)
    const present = presentConsents(await consentEventsOf(ctx, subjectId))
    const language = await localeOf(ctx, subjectId)
    for (const { purpose, operation } of replaced) {
      const last = present.get(`${purpose}/${operation}`)
      if (last?.event !== "given" || last.at >= held.edition.effectiveAt) continue
      await recordConsent(ctx, {
        ...{ subjectId, purpose, operations: [operation], language },
        ...{ event: "invalid", method: "system", editionId: held.edition.id },
      })
    }
  })
}
