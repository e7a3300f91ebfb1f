import { and, desc, eq, sql } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { isOpen, type Status } from "@/lib/requests/machine"
import type { EffectScope } from "@/lib/requests/scope"

/** Whether the sources hold already all that a plan would do. */
const isSoAlready = ({ operations, gaps }: PlanDraft): boolean =>
  gaps.length === 0 &&
  operations.every(({ planned }) => planned !== null && planned.beforeHash === planned.afterHash)

/**
 * The number of the request that asked for the same before and is still open, or whose effect still holds: who asks
 * again is answered with it (rule 29). Null where there is none. One question at a time for a person and a right.
 */
export async function sameAskedBefore(
  ctx: Ctx,
  subjectId: string,
  scope: EffectScope,
  plan: PlanDraft,
): Promise<string | null> {
  await ctx.db.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${subjectId}/${scope.right}`}, 0))`,
  )
  const rows = await ctx.db
    .select({ number: requests.number, status: requestParts.status, scope: requestParts.scope })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(eq(requestParts.subjectId, subjectId), eq(requestParts.right, scope.right)))
    .orderBy(desc(requestParts.receivedAt), desc(requests.number))
  const same = rows.filter((row) => (row.scope as EffectScope).back === scope.back)
  const open = same.find(({ status }) => isOpen(status as Status))
  const done = isSoAlready(plan) ? same.find(({ status }) => status === "fulfilled") : undefined
  return (open ?? done)?.number ?? null
}
