import { eq, sql } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { awayOn, colleaguesOf } from "@/lib/people/absences"
import { inForce } from "@/lib/policy/editions"
import { accessPart, type Part } from "@/lib/requests/access"
import { barring } from "@/lib/requests/acted-before"
import { isOpen } from "@/lib/requests/machine"

/**
 * Gives a part to an officer; while that officer is away, to whoever stands in. Throws Invalid beside `to` for nobody,
 * for somebody whose own or relative's case it is (rule 28) or who is barred from it, and when nobody stands in, NotAllowedNow, Conflict, Forbidden.
 */
export async function assignPart(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number; to: string },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.hand_over", input.version)
  if (!isOpen(part.status)) throw new NotAllowedNow()
  const officers = await colleaguesOf(ctx, "officer", null)
  if (!officers.some(({ id }) => id === input.to)) throw new Invalid({ to: { code: "choose_one" } })
  const { policy } = await inForce(ctx.db)
  const away = (await awayOn(ctx, dayIn(ctx.now, policy.organisation.timezone))).get(input.to)
  const assignedTo = away ? away.standIn?.id : input.to
  if (!assignedTo) throw new Invalid({ to: { code: "nobody_stands_in" } })
  const barred = await unfit(ctx, assignedTo, part)
  if (barred) throw new Invalid({ to: { code: barred } })
  await ctx.db.update(requestParts).set({ assignedTo }).where(eq(requestParts.id, part.id))
  await record(ctx, "part.assigned", {
    subjectId: part.subjectId,
    object: part.id,
    payload: { to: assignedTo },
  })
  return { ...part, assignedTo }
}

/** Why a colleague may not have this part: it is their own or a relative's, or they are barred from it. */
async function unfit(ctx: Ctx, colleague: string, part: Part): Promise<string | null> {
  const { rows } = await ctx.db.execute<{ tied: boolean }>(
    sql`select guard.is_barred(${colleague}::uuid, ${part.subjectId}::uuid) as tied`,
  )
  if (rows[0]?.tied) return "tied_colleague"
  const why = await barring(ctx, part, colleague)
  return why && (why === "looked_before" ? "looked_colleague" : "acted_colleague")
}
