import { and, desc, eq } from "drizzle-orm"
import { referenceEditions } from "@/db/schema/policy"
import { staff } from "@/db/schema/staff"
import { type Change, changesBetween } from "@/lib/calendar/changes"
import { readDraft } from "@/lib/calendar/draft"
import { previewOf, type Sample } from "@/lib/calendar/preview"
import { type CalendarWarning, calendarWarnings } from "@/lib/calendar/warnings"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import type { Calendar } from "@/lib/policy/calendar-schema"
import { inForce } from "@/lib/policy/editions"

/** A published edition of the calendar; without a reason it came from the policy's folder. */
export type CalendarEdition = { number: number; publishedAt: Date; reason: string | null; by: string | null }

export type CalendarPage = {
  /** What is shown: the draft to whoever may change it, the edition in force to everybody else. */
  calendar: Calendar
  editions: CalendarEdition[]
  warnings: CalendarWarning[]
  draft: { version: number; changes: Change[]; samples: Sample[] } | null
  mayEdit: boolean
}

/** The working calendar with its editions, its warnings and, for the administrator, its draft. Throws Forbidden. */
export async function calendarPage(ctx: Ctx<StaffActor>): Promise<CalendarPage> {
  if (!may(ctx.actor, "policy.read")) throw new Forbidden()
  const held = await inForce(ctx.db)
  const mayEdit = may(ctx.actor, "calendar.edit")
  const draft = mayEdit ? await readDraft(ctx, held.calendar.code) : null
  const changes = draft ? changesBetween(held.calendar, draft.calendar) : []
  return {
    calendar: draft?.calendar ?? held.calendar,
    editions: await editionsOf(ctx, held.calendar.code),
    warnings: calendarWarnings(held, ctx.now),
    draft: draft && {
      version: draft.version,
      changes,
      samples: previewOf(held, draft.calendar, changes, ctx.now),
    },
    mayEdit,
  }
}

async function editionsOf(ctx: Ctx<StaffActor>, code: string): Promise<CalendarEdition[]> {
  const { number, publishedAt, reason, publishedBy } = referenceEditions
  return ctx.db
    .select({ number, publishedAt, reason, by: staff.name })
    .from(referenceEditions)
    .leftJoin(staff, eq(staff.accountId, publishedBy))
    .where(and(eq(referenceEditions.kind, "calendar"), eq(referenceEditions.code, code)))
    .orderBy(desc(number))
}

/** What an administrator is told of the calendar on other pages; nothing to everybody else. */
export async function warningsFor(ctx: Ctx<StaffActor>): Promise<CalendarWarning[]> {
  return may(ctx.actor, "calendar.edit") ? calendarWarnings(await inForce(ctx.db), ctx.now) : []
}
