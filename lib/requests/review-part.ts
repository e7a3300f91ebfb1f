import { and, eq, isNull } from "drizzle-orm"
import { partEvents, requestParts } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { accessPart, type Part } from "@/lib/requests/access"
import { noteInternally } from "@/lib/requests/handle"
import type { Status } from "@/lib/requests/machine"
import { isReviewedAfter, type PartScope } from "@/lib/requests/scope"

const DECIDED: readonly Status[] = ["fulfilling", "stalled", "deferred", "fulfilled"]

/** Whether a part was decided by one officer, for an approver to look at. */
export const isReviewable = ({ scope, status }: { scope: PartScope; status: Status }): boolean =>
  isReviewedAfter(scope) && DECIDED.includes(status)

/** Who looked at it, and when; null as long as nobody did. */
export async function reviewOf(
  ctx: Ctx<StaffActor>,
  partId: string,
): Promise<{ at: Date; by: string } | null> {
  const { reviewedAt, reviewedBy } = requestParts
  const rows = await ctx.db
    .select({ at: reviewedAt, by: staff.name })
    .from(requestParts)
    .leftJoin(staff, eq(staff.accountId, reviewedBy))
    .where(eq(requestParts.id, partId))
  const { at = null, by = null } = rows[0] ?? {}
  return at && { at, by: by ?? "" }
}

/**
 * An approver looks afterwards at what an officer did at once and alone, and writes what they found (rule 15). Throws
 * Invalid beside `finding`, NotAllowedNow for what was not done so or was looked at already, Forbidden for whoever
 * decided it; the database refuses them too.
 */
export async function reviewPart(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number; finding: string },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.review", input.version)
  const finding = input.finding.trim()
  if (!finding) throw new Invalid({ finding: { code: "required" } })
  if (!isReviewable(part)) throw new NotAllowedNow()
  const decided = await ctx.db
    .select({ by: partEvents.actorId })
    .from(partEvents)
    .where(and(eq(partEvents.partId, part.id), eq(partEvents.event, "decide")))
  if (decided.some(({ by }) => by === ctx.actor.accountId)) throw new Forbidden("own_proposal")
  const rows = await ctx.db
    .update(requestParts)
    .set({ reviewedAt: ctx.now, reviewedBy: ctx.actor.accountId })
    .where(and(eq(requestParts.id, part.id), isNull(requestParts.reviewedAt)))
    .returning({ id: requestParts.id })
  if (rows.length === 0) throw new NotAllowedNow("reviewed_already")
  await record(ctx, "part.reviewed", { subjectId: part.subjectId, object: part.id })
  return noteInternally(ctx, { part: part.id, body: finding })
}
