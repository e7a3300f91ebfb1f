import { and, desc, eq, sql } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import { stopNow } from "@/lib/consents/stop-now"
import type { Ctx, SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import type { InForce } from "@/lib/policy/editions"
import { isStopPurpose, purpose } from "@/lib/policy/lookup"
import { accessPart, type Part } from "@/lib/requests/access"
import { submitRequest } from "@/lib/requests/submit"

/**
 * Ends a *stop* purpose (marketing, research) with one button: no password, no reason (rule 3). The consent events are
 * written now; the sources follow by the job enqueued here. Pressed again, or in two tabs at once, it answers with the
 * first request. Throws NotFound for a purpose that is none.
 */
export async function stopConsent(
  ctx: Ctx<SubjectActor>,
  input: { inForce: InForce; purpose: string; plan: PlanDraft; name: string },
): Promise<Part> {
  const { inForce, plan } = input
  if (!inForce.policy.purposes.some(({ code }) => code === input.purpose)) throw new NotFound()
  const wanted = purpose(inForce.policy, input.purpose)
  if (!isStopPurpose(wanted)) throw new NotFound()
  const operations = wanted.operations.map(({ code }) => code)
  const before = await stoppedBy(ctx, wanted.code, operations)
  if (before) return accessPart(ctx, before, null)
  const scope = { right: "withdrawal" as const, purposes: [{ purpose: wanted.code, operations }] }
  const part = await submitRequest(ctx, {
    inForce,
    scope,
    plan,
    letter: null,
    intentId: null,
    name: input.name,
  })
  await stopNow(ctx, part, scope.purposes, "ticked")
  return part
}

/** The part that stopped every one of these operations and was the last to speak of them; one press at a time. */
async function stoppedBy(
  ctx: Ctx<SubjectActor>,
  purposeCode: string,
  operations: readonly string[],
): Promise<string | null> {
  const { subjectId } = ctx.actor
  await ctx.db.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${subjectId}/${purposeCode}`}, 0))`,
  )
  const rows = await ctx.db
    .selectDistinctOn([consentEvents.operation], {
      operation: consentEvents.operation,
      event: consentEvents.event,
      part: consentEvents.partId,
    })
    .from(consentEvents)
    .where(and(eq(consentEvents.subjectId, subjectId), eq(consentEvents.purpose, purposeCode)))
    .orderBy(consentEvents.operation, desc(consentEvents.at), desc(consentEvents.id))
  const stopped = operations.every((code) =>
    rows.some(({ operation, event }) => operation === code && event === "withdrawn"),
  )
  return stopped ? (rows.find(({ part }) => part)?.part ?? null) : null
}
