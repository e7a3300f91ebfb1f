import { and, eq, inArray, sql } from "drizzle-orm"
import { planOperations } from "@/db/schema/fulfilment"
import type { Ctx } from "@/lib/context"
import type { StoredOperation, StoredPlan } from "@/lib/fulfilment/store-plan"
import type { KnownIn } from "@/lib/people/identities"
import type { InForce } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import type { CorrectionTold } from "@/lib/requests/correction-in"
import type { Sources } from "@/lib/sources/connector"

/** All that carrying out a part needs: the part with its plan, what it was opened under, and the sources. */
export type Work = {
  part: Part
  plan: StoredPlan
  /** What plans before this one carried out, to be told in its certificate. */
  earlier: readonly StoredOperation[]
  inForce: InForce
  identities: KnownIn
  sources: Sources
  name: string
  /** Field, old and new value of a correction, as the person's letter has them. */
  correction: CorrectionTold | null
}

/** Whether an operation is one that runs in a source, as opposed to one that waits or keeps. */
export const isRun = (operation: StoredOperation): boolean =>
  operation.phase === "now" && operation.planned !== null

/** What a source answered to one operation. */
export type Done = { id: string; evidence: unknown }

/** Marks operations as carried out, or as read back too, each with what the source answered. */
export async function markRun(
  ctx: Ctx,
  part: Pick<Part, "id">,
  done: readonly Done[],
  state: "done" | "verified",
): Promise<void> {
  if (done.length === 0) return
  await ctx.db.execute(sql`
    update ${planOperations} o set state = ${state}, evidence = d.evidence, done_at = ${ctx.now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as d (id uuid, evidence jsonb)
    where o.id = d.id and o.part_id = ${part.id} and (${state} = 'verified' or o.state = 'planned')`)
}

/** What was marked as carried out and is not so in the source is to be carried out once more. */
export async function markOpen(ctx: Ctx, part: Pick<Part, "id">, ids: readonly string[]): Promise<void> {
  const marked = and(eq(planOperations.partId, part.id), eq(planOperations.state, "done"))
  await ctx.db
    .update(planOperations)
    .set({ state: "planned", evidence: null, doneAt: null })
    .where(and(marked, inArray(planOperations.id, [...ids])))
}
