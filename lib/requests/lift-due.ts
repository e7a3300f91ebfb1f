import { and, eq, inArray } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { asWorker, type Ctx } from "@/lib/context"
import { formatDate } from "@/lib/format/date"
import type { OpenHouse } from "@/lib/house"
import { tell } from "@/lib/notices/tell"
import { type Part, readPart } from "@/lib/requests/access"
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
    if (!part.liftAt) return "waits"
    // Who set the end themselves is told first, too (rule 14).
    if (part.reminded === 0) await tellOfEnd(ctx, part, part.liftAt)
    return part.liftAt <= ctx.now && appeals.length === 0 ? "due" : "waits"
  })
  if (state === "due") await liftAnswered(house, partId)
}

async function tellOfEnd(ctx: Ctx, part: Part, at: Date): Promise<void> {
  await ctx.db.update(requestParts).set({ reminded: 1 }).where(eq(requestParts.id, part.id))
  await tell(ctx, part, "restriction_end", {
    number: part.number,
    date: formatDate(at, part.language),
    path: `/cabinet/requests/${part.number}`,
  })
}
