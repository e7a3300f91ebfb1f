import { randomUUID } from "node:crypto"
import type { Ctx, StaffActor } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import { lookedAtRelative } from "@/lib/oversight/look-out"
import { barredTo } from "@/lib/people/barred"

/**
 * Whether this person's page or case is barred to the actor (rule 28); the attempt leaves an entry. The page that asks
 * leads away without showing anything, in a transaction that commits.
 */
export async function isRefusedView(
  ctx: Ctx<StaffActor>,
  { subjectId, request }: { subjectId: string; request?: string },
): Promise<boolean> {
  if (!(await barredTo(ctx)).has(subjectId)) return false
  await record(ctx, "view.refused", {
    subjectId,
    object: request ?? randomUUID(),
    payload: { role: ctx.actor.role, request: request ?? null },
  })
  await lookedAtRelative(ctx, subjectId)
  return true
}
