import { and, desc, eq } from "drizzle-orm"
import { partEvents } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import { type DueDate, dueDate } from "@/lib/deadlines/due-date"
import { reopenTerm } from "@/lib/deadlines/from-policy"
import { CalendarYearMissing } from "@/lib/deadlines/refusals"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { multiline } from "@/lib/letters/clean"
import type { InForce } from "@/lib/policy/editions"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import { type Checked, keepFor } from "@/lib/requests/attach"
import { countingOf } from "@/lib/requests/clock"
import { writeOn } from "@/lib/requests/handle"
import { movePart } from "@/lib/requests/transition"

/** Until when what lapsed at this instant can be opened again; null where neither law nor policy gives a term for it. */
export function reopenableUntil(inForce: InForce, lapsedAt: Date): DueDate | null {
  const term = reopenTerm(inForce.profile)
  if (!term) return null
  try {
    return dueDate({ ...countingOf(inForce), term, receivedAt: lapsedAt })
  } catch (error) {
    if (error instanceof CalendarYearMissing) return null
    throw error
  }
}

/** When a part lapsed, and what was waited for then. */
async function lapsedFrom(
  ctx: Ctx,
  partId: string,
): Promise<{ at: Date; needs: "document" | "answer" } | null> {
  const rows = await ctx.db
    .select({ at: partEvents.at, from: partEvents.fromStatus })
    .from(partEvents)
    .where(and(eq(partEvents.partId, partId), eq(partEvents.event, "lapse")))
    .orderBy(desc(partEvents.at))
    .limit(1)
  const last = rows[0]
  return last ? { at: last.at, needs: last.from === "verifying" ? "document" : "answer" } : null
}

/** How what lapsed can be opened again: what was waited for is sent, until the last day; null when it no longer can. */
export type Reopening = { needs: "document" | "answer"; until: string }

/** The same as the verb asks, for the page. */
export async function reopeningOf(
  ctx: Ctx,
  inForce: InForce,
  part: Pick<Part, "id" | "status">,
): Promise<Reopening | null> {
  if (part.status !== "lapsed") return null
  const lapsed = await lapsedFrom(ctx, part.id)
  const until = lapsed && reopenableUntil(inForce, lapsed.at)
  return until && ctx.now <= until.dueAt ? { needs: lapsed.needs, until: until.dueOn } : null
}

/**
 * The person opens again what lapsed, by sending what was waited for: the answer, or a document that shows who they are.
 * The term begins anew. Throws NotAllowedNow when its time is over or the law gives none, Invalid without what was asked.
 */
export async function reopenRequest(
  ctx: Ctx<SubjectActor>,
  input: { part: string; version: number; body: string },
  file: Checked | null,
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.reopen", input.version)
  const lapsed = part.status === "lapsed" ? await lapsedFrom(ctx, part.id) : null
  if (!lapsed) throw new NotAllowedNow()
  const until = reopenableUntil(await pinnedOf(ctx, part), lapsed.at)
  if (!until) throw new NotAllowedNow("reopen_not_given")
  if (ctx.now > until.dueAt)
    throw new NotAllowedNow("reopen_over", { date: formatDate(until.dueOn, ctx.actor.locale) })
  if (lapsed.needs === "document" && !file) throw new Invalid({ evidence: { code: "evidence_required" } })
  if (lapsed.needs === "answer" && !multiline(input.body)) throw new Invalid({ body: { code: "required" } })
  if (file) await keepFor(ctx, part, file)
  if (multiline(input.body)) await writeOn(ctx, part, input.body)
  // Nobody looked at the document yet: the officer who takes it up sees that, and asks again where it does not suffice.
  return movePart(ctx, part, "reopen", lapsed.needs === "document" ? { note: "proof_unseen" } : {})
}
