import { eq, sql } from "drizzle-orm"
import { calendarDrafts } from "@/db/schema/policy"
import { type Draft, draftRead } from "@/lib/calendar/draft"
import { reasonTyped } from "@/lib/calendar/reason"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { calendarFindings } from "@/lib/policy/calendar-findings"
import { Calendar } from "@/lib/policy/calendar-schema"
import { type InForce, inForce } from "@/lib/policy/editions"
import { addCalendarEdition } from "@/lib/policy/publish-folder"

/**
 * Publishes what another proposed as the calendar's next edition. Requests opened from now on are counted by it; those
 * that are open keep the one they were opened under. Returns the edition's number. Throws Forbidden, also to whoever wrote
 * any of it; Conflict when the draft or the edition in force is another than was read; NotAllowedNow when it does not wait
 * for approval.
 */
export async function approveCalendar(
  ctx: Ctx<StaffActor>,
  { version }: { version: number },
): Promise<number> {
  const { held, draft } = await toDecide(ctx, version)
  const { id, number } = await addCalendarEdition(ctx.db, checked(draft.calendar, held.policy), {
    ...{ reason: draft.reason, authors: draft.authors, publishedBy: ctx.actor.accountId },
  })
  await ctx.db.delete(calendarDrafts).where(eq(calendarDrafts.code, draft.calendar.code))
  await record(ctx, "calendar.published", { subjectId: null, object: id })
  return number
}

/** Sends the draft back to whoever wrote it, with what is wrong. Throws as `approveCalendar` does; Invalid beside `why`. */
export async function sendBackCalendar(
  ctx: Ctx<StaffActor>,
  { version, why }: { version: number; why: string },
): Promise<void> {
  const { draft } = await toDecide(ctx, version)
  await ctx.db
    .update(calendarDrafts)
    .set({
      ...{ proposedAt: null, sentBack: reasonTyped("why", why) },
      version: sql`${calendarDrafts.version} + 1`,
    })
    .where(eq(calendarDrafts.code, draft.calendar.code))
  await record(ctx, "calendar.sent_back", { subjectId: null, object: draft.basedOn })
}

type ToDecide = { held: InForce; draft: Draft & { reason: string } }

async function toDecide(ctx: Ctx<StaffActor>, version: number): Promise<ToDecide> {
  if (!may(ctx.actor, "calendar.approve")) throw new Forbidden()
  const held = await inForce(ctx.db)
  // The database locks a draft only for whoever may decide it.
  const { reason, proposedAt, authors } = await draftRead(ctx, held, version, false)
  if (!proposedAt || !reason) throw new NotAllowedNow("edition_not_proposed")
  if (authors.includes(ctx.actor.accountId)) throw new Forbidden("own_draft")
  return { held, draft: { ...(await draftRead(ctx, held, version)), reason } }
}

// Every change was checked when it was made; this is what the files of a policy folder are held to.
function checked(draft: Calendar, policy: unknown): Calendar {
  const calendar = Calendar.parse(draft)
  const [fault] = calendarFindings(calendar, policy)
  if (fault) throw new Error(`the draft of the calendar is unsound: ${fault.reason}`)
  return calendar
}
