import { eq, sql } from "drizzle-orm"
import { calendarDrafts } from "@/db/schema/policy"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import type { Calendar } from "@/lib/policy/calendar-schema"
import { inForce } from "@/lib/policy/editions"

/** The next edition of the calendar while it is written; `basedOn` is the edition it began from. */
export type Draft = { calendar: Calendar; version: number; basedOn: string }

/** The draft of the calendar with this code, if one was begun. `lock` holds it to the end of the transaction. */
export async function readDraft(ctx: Ctx<StaffActor>, code: string, lock = false): Promise<Draft | null> {
  const rows = ctx.db.select().from(calendarDrafts).where(eq(calendarDrafts.code, code))
  const [row] = await (lock ? rows.for("update") : rows)
  return row ? { calendar: row.document as Calendar, version: row.version, basedOn: row.basedOn } : null
}

/**
 * Changes the draft of the calendar, beginning one from the edition in force where there is none. Nothing counts by it
 * until it is published. Throws Forbidden, and what `change` throws.
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
    .set({ document, version: sql`${calendarDrafts.version} + 1`, ...author })
    .where(eq(calendarDrafts.code, code))
  return document
}

/** Throws the draft away. Throws Forbidden. */
export async function discardDraft(ctx: Ctx<StaffActor>): Promise<void> {
  if (!may(ctx.actor, "calendar.edit")) throw new Forbidden()
  const { calendar } = await inForce(ctx.db)
  await ctx.db.delete(calendarDrafts).where(eq(calendarDrafts.code, calendar.code))
}
