import { and, eq, inArray, ne, notInArray, sql } from "drizzle-orm"
import { partEvents, requestParts } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"
import { pinned } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import type { Status } from "@/lib/requests/machine"
import { effectRights, isEffectScope, type PartScope, restrictedIn } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"

/** Whether a part is a restriction that was carried out; whether it was lifted since is another question. */
export const isLiftable = ({ scope, status }: { scope: PartScope; status: Status }): boolean =>
  scope.right === "restriction" && status === "fulfilled"

/** Whether a restriction was lifted, or is just being lifted. */
export async function isLifted(ctx: Ctx, partId: string): Promise<boolean> {
  return (await liftedOf(ctx, [partId])).has(partId)
}

async function liftedOf(ctx: Ctx, partIds: readonly string[]): Promise<Set<string>> {
  if (partIds.length === 0) return new Set()
  const rows = await ctx.db
    .select({ partId: partEvents.partId })
    .from(partEvents)
    .where(and(inArray(partEvents.partId, [...partIds]), eq(partEvents.event, "lift")))
  return new Set(rows.map(({ partId }) => partId))
}

/** Locks all restrictions of a person, in one order, so that two lifted at once do not each count on the other. */
export async function lockRestrictions(ctx: Ctx, subjectId: string): Promise<void> {
  await ctx.db
    .select({ id: requestParts.id })
    .from(requestParts)
    .where(and(eq(requestParts.subjectId, subjectId), eq(requestParts.right, "restriction")))
    .orderBy(requestParts.id)
    .for("update")
}

/**
 * The categories that stay restricted when this restriction is lifted: those another restriction of the person covers
 * that is in force or takes effect at once, and those an erasure keeps on a ground (rule 8).
 */
export async function restrictedByOthers(
  ctx: Ctx,
  part: Pick<Part, "id" | "subjectId" | "requestId">,
): Promise<Set<string>> {
  const [asked, kept] = [await otherRestrictions(ctx, part), await keptByErasures(ctx, part)]
  return new Set([...asked, ...kept])
}

const IN_FORCE: readonly string[] = ["fulfilling", "stalled", "deferred", "fulfilled"]

async function otherRestrictions(
  ctx: Ctx,
  part: Pick<Part, "id" | "subjectId" | "requestId">,
): Promise<string[]> {
  const rows = await ctx.db
    .select()
    .from(requestParts)
    .where(
      and(
        eq(requestParts.subjectId, part.subjectId),
        inArray(requestParts.right, ["restriction", ...effectRights]),
        ne(requestParts.id, part.id),
        notInArray(requestParts.status, ["draft", "refused", "lapsed", "cancelled"]),
      ),
    )
  const lifted = await liftedOf(
    ctx,
    rows.map(({ id }) => id),
  )
  const categories: string[] = []
  for (const row of rows) {
    const scope = row.scope as PartScope
    if (lifted.has(row.id)) continue
    // What a right that is settled restricts stands in the restriction beside it, and ends with that.
    if (isEffectScope(scope) && row.requestId === part.requestId && row.status === "fulfilled") continue
    const runs = scope.right === "restriction" && runsAlone(await pinned(ctx.db, row), scope)
    if (IN_FORCE.includes(row.status) || runs) categories.push(...restrictedIn(scope))
  }
  return categories
}

async function keptByErasures(ctx: Ctx, { subjectId }: Pick<Part, "subjectId">): Promise<string[]> {
  const { rows } = await ctx.db.execute<{ category: string }>(sql`
    select distinct o.category from plan_operations o join request_parts p on p.id = o.part_id
    where p.subject_id = ${subjectId} and p.right_code in ('erasure', 'account_deletion', 'child_data') and p.status in ('fulfilling', 'stalled', 'deferred')
      and (o.operation = 'restrict' or o.phase = 'kept')
      and o.plan_id = (select id from plans where part_id = p.id order by version desc limit 1)`)
  return rows.map(({ category }) => category)
}
