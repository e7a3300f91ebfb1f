import { eq } from "drizzle-orm"
import { calendarDrafts } from "@/db/schema/policy"
import { changesBetween } from "@/lib/calendar/changes"
import { readDraft } from "@/lib/calendar/draft"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { calendarFindings } from "@/lib/policy/calendar-findings"
import { Calendar } from "@/lib/policy/calendar-schema"
import { inForce } from "@/lib/policy/editions"
import { addCalendarEdition } from "@/lib/policy/publish-folder"

/** The shortest reason: a word is none. The database holds it too. */
const LEAST_REASON = 10
export const MOST_REASON = 1000

/**
 * Publishes the draft as the calendar's next edition. `version` is of the draft that was read: what changed since is not
 * published unread. Requests opened from now on are counted by it; those that are open keep the one they were opened
 * under. Returns the edition's number. Throws Forbidden, Invalid beside `reason`, Conflict when the draft or the edition
 * in force is another than was read, NotAllowedNow when it changes nothing.
 */
export async function publishCalendar(
  ctx: Ctx<StaffActor>,
  { version, reason }: { version: number; reason: string },
): Promise<number> {
  if (!may(ctx.actor, "calendar.edit")) throw new Forbidden()
  const words = reason.trim()
  if (words.length < LEAST_REASON)
    throw new Invalid({ reason: { code: "calendar_reason", values: { min: LEAST_REASON } } })
  if (words.length > MOST_REASON)
    throw new Invalid({ reason: { code: "too_long", values: { max: MOST_REASON } } })
  const held = await inForce(ctx.db)
  const draft = await readDraft(ctx, held.calendar.code, true)
  if (draft?.version !== version) throw new Conflict("stale_page")
  if (draft.basedOn !== held.calendarId) throw new Conflict("calendar_moved_on")
  if (changesBetween(held.calendar, draft.calendar).length === 0) throw new NotAllowedNow("calendar_same")
  const { id, number } = await addCalendarEdition(ctx.db, checked(draft.calendar, held.policy), {
    reason: words,
    publishedBy: ctx.actor.accountId,
  })
  await ctx.db.delete(calendarDrafts).where(eq(calendarDrafts.code, draft.calendar.code))
  await record(ctx, "calendar.published", { subjectId: null, object: id })
  return number
}

// Every change was checked when it was made; this is what the files of a policy folder are held to.
function checked(draft: Calendar, policy: unknown): Calendar {
  const calendar = Calendar.parse(draft)
  const [fault] = calendarFindings(calendar, policy)
  if (fault) throw new Error(`the draft of the calendar is unsound: ${fault.reason}`)
  return calendar
}
