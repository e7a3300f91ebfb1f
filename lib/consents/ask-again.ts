import { asc, lte } from "drizzle-orm"
import { policyEditions } from "@/db/schema/policy"
import { newToPerson, type Question } from "@/lib/consents/new-to-person"
import { openWithdrawals } from "@/lib/consents/open-withdrawals"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf } from "@/lib/consents/state"
import type { Ctx, SubjectActor } from "@/lib/context"
import { type InForce, inForce as inForceNow, policyOfEdition } from "@/lib/policy/editions"

export type OpenQuestions = { inForce: InForce; questions: Question[] }

/** What the edition in force newly asks of the person; what they are taking back by an open request is left alone. */
export async function openQuestions(ctx: Ctx<SubjectActor>): Promise<OpenQuestions> {
  const inForce = await inForceNow(ctx.db)
  const rows = await ctx.db
    .select({
      id: policyEditions.id,
      number: policyEditions.number,
      publishedAt: policyEditions.publishedAt,
    })
    .from(policyEditions)
    .where(lte(policyEditions.number, inForce.edition.number))
    .orderBy(asc(policyEditions.number))
  if (rows.length < 2) return { inForce, questions: [] }
  const editions = []
  for (const row of rows) editions.push({ ...row, policy: await policyOfEdition(ctx.db, row.id) })
  const { profile } = inForce
  const events = await consentEventsOf(ctx, ctx.actor.subjectId)
  const underWay = new Set((await openWithdrawals(ctx)).flatMap(({ purposes }) => purposes))
  const questions = newToPerson({ profile, editions, events }).filter(
    ({ purpose }) => !underWay.has(purpose.code),
  )
  return { inForce, questions }
}

/**
 * The same for the page that asks: what is shown is recorded as asked, once under an edition, before it is shown. To be
 * asked obliges to nothing, and silence is no consent (rule 31).
 */
export async function askAgain(ctx: Ctx<SubjectActor>): Promise<OpenQuestions> {
  const { subjectId, locale: language } = ctx.actor
  const { inForce, questions } = await openQuestions(ctx)
  const asked = new Set(
    (await consentEventsOf(ctx, subjectId))
      .filter(({ event, edition }) => event === "asked" && edition === inForce.edition.number)
      .map(({ purpose, operation }) => `${purpose}/${operation}`),
  )
  for (const { purpose, added } of questions) {
    const operations = added
      .map(({ operation }) => operation)
      .filter((operation) => !asked.has(`${purpose.code}/${operation}`))
    await recordConsent(ctx, {
      ...{ subjectId, purpose: purpose.code, operations, event: "asked", method: "ticked", language },
      editionId: inForce.edition.id,
    })
  }
  return { inForce, questions }
}
