import { and, eq, inArray } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { readPart } from "@/lib/requests/access"
import { liftAnswered } from "@/lib/requests/lift-answered"
import { openStatuses } from "@/lib/requests/machine"
import { isLifted } from "@/lib/requests/restricted-by"

/**
 * Ends a restriction whose day has come, the person having been told before; not while their appeal against it is looked
 * at. Run again, it lifts once.
 */
export async function liftDue(house: OpenHouse, partId: string): Promise<void> {
  const state = await asWorker(house, "lift-due", { part: partId }, async (ctx) => {
    const part = await readPart(ctx, partId)
    if (await isLifted(ctx, partId)) {
      await ctx.db.update(requestParts).set({ liftAt: null }).where(eq(requestParts.id, partId))
      return "over"
    }
    const appeals = await ctx.db
      .select({ id: requestParts.id })
      .from(requestParts)
      .where(and(eq(requestParts.appealOf, partId), inArray(requestParts.status, [...openStatuses])))
    return part.liftAt && part.liftAt <= ctx.now && appeals.length === 0 ? "due" : "waits"
  })
  if (state === "due") await liftAnswered(house, partId)
}
