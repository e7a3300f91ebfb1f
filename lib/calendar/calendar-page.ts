import { and, desc, eq, inArray } from "drizzle-orm"
import { referenceEditions } from "@/db/schema/policy"
import { staff } from "@/db/schema/staff"
import { type Change, changesBetween } from "@/lib/calendar/changes"
import { type Draft, readDraft } from "@/lib/calendar/draft"
import { previewOf, type Sample } from "@/lib/calendar/preview"
import { type CalendarWarning, calendarWarnings } from "@/lib/calendar/warnings"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import type { Calendar } from "@/lib/policy/calendar-schema"
import { type InForce, inForce } from "@/lib/policy/editions"

/** A published edition of the calendar; without a reason it came from the policy's folder. */
export type CalendarEdition = {
  number: number
  publishedAt: Date
  reason: string | null
  /** Who wrote it; of an edition before approval was asked for, who published it. */
  by: string[]
  approvedBy: string | null
}

/** What the next edition would change, and where it stands. */
export type OpenDraft = Pick<Draft, "version" | "reason" | "proposedAt" | "sentBack"> & {
  changes: Change[]
  samples: Sample[]
  authors: string[]
  mayApprove: boolean
}

export type CalendarPage = {
  /** What is shown: the draft to whoever writes or decides it, the edition in force to everybody else. */
  calendar: Calendar
  editions: CalendarEdition[]
  warnings: CalendarWarning[]
  draft: OpenDraft | null
  mayEdit: boolean
}

/**
 * The working calendar with its editions, its warnings and its draft: for the administrator, and once it is proposed for
 * approvers. Throws Forbidden.
 */
export async function calendarPage(ctx: Ctx<StaffActor>): Promise<CalendarPage> {
  if (!may(ctx.actor, "policy.read")) throw new Forbidden()
  const held = await inForce(ctx.db)
  const mayEdit = may(ctx.actor, "calendar.edit")
  const draft = await draftFor(ctx, held.calendar.code)
  return {
    calendar: draft?.calendar ?? held.calendar,
    editions: await editionsOf(ctx, held.calendar.code),
    warnings: calendarWarnings(held, ctx.now),
    draft: draft && (await openDraft(ctx, held, draft)),
    mayEdit,
  }
}

async function draftFor(ctx: Ctx<StaffActor>, code: string): Promise<Draft | null> {
  if (may(ctx.actor, "calendar.edit")) return readDraft(ctx, code)
  const draft = may(ctx.actor, "calendar.approve") ? await readDraft(ctx, code) : null
  return draft?.proposedAt ? draft : null
}

async function openDraft(ctx: Ctx<StaffActor>, held: InForce, draft: Draft): Promise<OpenDraft> {
  const { version, reason, proposedAt, sentBack, authors, calendar } = draft
  const changes = changesBetween(held.calendar, calendar)
  const names = await namesOf(ctx, authors)
  return {
    ...{ version, reason, proposedAt, sentBack, changes },
    samples: previewOf(held, calendar, changes, ctx.now),
    authors: authors.flatMap((id) => names.get(id) ?? []),
    mayApprove:
      proposedAt !== null && may(ctx.actor, "calendar.approve") && !authors.includes(ctx.actor.accountId),
  }
}

async function namesOf(ctx: Ctx<StaffActor>, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { accountId, name } = staff
  const rows = await ctx.db
    .select({ accountId, name })
    .from(staff)
    .where(inArray(accountId, [...ids]))
  return new Map(rows.map((row) => [row.accountId, row.name]))
}

async function editionsOf(ctx: Ctx<StaffActor>, code: string): Promise<CalendarEdition[]> {
  const { number, publishedAt, reason, publishedBy, authors } = referenceEditions
  const rows = await ctx.db
    .select({ number, publishedAt, reason, publishedBy, authors })
    .from(referenceEditions)
    .where(and(eq(referenceEditions.kind, "calendar"), eq(referenceEditions.code, code)))
    .orderBy(desc(number))
  const names = await namesOf(
    ctx,
    rows.flatMap((row) => [...row.authors, ...(row.publishedBy ? [row.publishedBy] : [])]),
  )
  const named = (ids: readonly (string | null)[]) => ids.flatMap((id) => (id && names.get(id)) ?? [])
  return rows.map(({ publishedBy: by, authors: wrote, ...row }) => ({
    ...row,
    by: named(wrote.length > 0 ? wrote : [by]),
    approvedBy: wrote.length > 0 ? (named([by])[0] ?? null) : null,
  }))
}

/** What an administrator is told of the calendar on other pages; nothing to everybody else. */
export async function warningsFor(ctx: Ctx<StaffActor>): Promise<CalendarWarning[]> {
  return may(ctx.actor, "calendar.edit") ? calendarWarnings(await inForce(ctx.db), ctx.now) : []
}
