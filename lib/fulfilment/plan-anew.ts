import { and, eq } from "drizzle-orm"
import { planOperations } from "@/db/schema/fulfilment"
import type { Ctx } from "@/lib/context"
import { type Done, markRun } from "@/lib/fulfilment/work"
import type { Part } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"

type Set = NonNullable<Parameters<typeof movePart>[3]>["set"]

/**
 * A part goes back to be planned, shown and approved anew: what was carried out (`done`) stays so and is marked, the rest of
 * its plans will not be. `why` goes into its history.
 */
export async function planAnew(
  ctx: Ctx,
  part: Part,
  why: string,
  { done = [], set = {} }: { done?: readonly Done[]; set?: Set } = {},
): Promise<Part> {
  const moved = await movePart(ctx, part, "replan", { note: why, set })
  await markRun(ctx, part, done, "done")
  const open = and(eq(planOperations.partId, part.id), eq(planOperations.state, "planned"))
  await ctx.db.update(planOperations).set({ state: "superseded" }).where(open)
  return moved
}
