import { eq, sql } from "drizzle-orm"
import { calendarDrafts } from "@/db/schema/policy"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import type { Calendar } from "@/lib/policy/calendar-schema"
import { type InForce, inForce } from "@/lib/policy/editions"

/**
 * The next edition of the calendar while it is written, and while it waits for approval (`proposedAt`); `basedOn` is the
 * edition it began from.
 */
export type Draft = {
  calendar: Calendar
  version: number
  basedOn: string
  authors: string[]
  reason: string | null
  proposedAt: Date | null
  sentBack: string | null
}

/** The draft of the calendar with this code, if one was begun. `lock` holds it to the end of the transaction. */
export async function readDraft(ctx: Ctx<StaffActor>, code: string, lock = false): Promise<Draft | null> {
  const rows = ctx.db.select().from(calendarDrafts).where(eq(calendarDrafts.code, code))
  const [row] = await (lock ? rows.for("update") : rows)
  if (!row) return null
  const { version, basedOn, authors, reason, proposedAt, sentBack } = row
  return { calendar: row.document as Calendar, version, basedOn, authors, reason, proposedAt, sentBack }
}

/**
 * The draft as it was read, on the edition in force. Throws Conflict when either is another. `lock` as in `readDraft`.
 */
export async function draftRead(
  ctx: Ctx<StaffActor>,
  { calendar, calendarId }: Pick<InForce, "calendar" | "calendarId">,
  version: number,
  lock = true,
): Promise<Draft> {
  const draft = await readDraft(ctx, calendar.code, lock)
  if (draft?.version !== version) throw new Conflict("stale_page")
  if (draft.basedOn !== calendarId) throw new Conflict("calendar_moved_on")
  return draft
}

/**
 * Changes the draft of the calendar, beginning one from the edition in force where there is none; one that waited for
 * approval has to be proposed anew. Nothing counts by it until it is published. Throws Forbidden, and what `change` throws.
 */
export async function changeDraft(
  ctx: Ctx<StaffActor>,
  change: (calendar: Calendar) => Calendar,
): Promise<Calendar> {
  if (!may(ctx.actor, "calendar.edit")) throw new Forbidden()
  const { calendar, calendarId } = await inForce(ctx.db)
  const { code } = calendar
  const author = { editedBy: ctx.actor.accountId, editedAt: ctx.now }
  await ctx.db
    .insert(calendarDrafts)
    .values({ code, basedOn: calendarId, document: calendar, version: 0, ...author })
    .onConflictDoNothing()
  const draft = await readDraft(ctx, code, true)
  if (!draft) throw new Error("the draft just begun is gone")
  const document = change(draft.calendar)
  await ctx.db
    .update(calendarDrafts)
    .set({ document, version: sql`${calendarDrafts.version} + 1`, proposedAt: null, ...author })
    .where(eq(calendarDrafts.code, code))
  return document
}

/** Throws the draft away. Throws Forbidden. */
export async function discardDraft(ctx: Ctx<StaffActor>): Promise<void> {
  if (!may(ctx.actor, "calendar.edit")) throw new Forbidden()
  const { calendar } = await inForce(ctx.db)
  await ctx.db.delete(calendarDrafts).where(eq(calendarDrafts.code, calendar.code))
}
