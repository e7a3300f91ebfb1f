import { and, asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { requestParts, requests } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import { atOnce } from "@/db/transaction"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn, endOfDay } from "@/lib/deadlines/day"
import type { Step } from "@/lib/deadlines/due-date"
import { earlyWarningOn } from "@/lib/deadlines/early-warning"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { workingDaysLeft } from "@/lib/deadlines/working-days-left"
import { Forbidden } from "@/lib/errors"
import { findPeople } from "@/lib/oversight/find-people"
import { type Away, awayOn } from "@/lib/people/absences"
import { barredTo } from "@/lib/people/barred"
import { putToMe } from "@/lib/people/put-to-me"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { isOpen, type Status } from "@/lib/requests/machine"
import type { PartScope } from "@/lib/requests/scope"

export const queueViews = [
  "open",
  "new",
  "mine",
  "due",
  "second",
  "waiting",
  "stalled",
  "deferred",
  "review",
  "closed",
] as const
export type QueueView = (typeof queueViews)[number]

export const PAGE_ROWS = 50
/** A count stops here, so that a page costs the same however much is open; shown as "100+". */
export const MOST_COUNTED = 100
const MOST_FOUND = 50

/** One part of one request; nothing in it says whose. `daysLeft` in working days, null once it was answered. */
export type QueueRow = {
  id: string
  number: string
  right: PartScope["right"]
  status: Status
  /** Proof of who it is came and awaits an officer. */
  proved: boolean
  /** Nobody works on it, and the rounds that look at it fail. */
  heldUp: boolean
  outcome: string | null
  receivedAt: Date
  dueOn: string
  closedAt: Date | null
  daysLeft: number | null
  /** The clock matters and the day from which the part is urgent has come. */
  urgent: boolean
  /** The person objected to whoever asked it for them. */
  objected: boolean
  /** A colleague's work name. */
  assignee: string | null
  /** The assignee is away until this day; `deputy` acts in their place, null when nobody is there. */
  away: { untilOn: string; deputy: string | null; isMe: boolean } | null
  /** The reader's own case or a relative's: for somebody else (rule 28). */
  barred: boolean
  /** The part of the organisation it was routed to, by the policy's code. */
  division: string | null
  /** Of an appeal: the number of the request it is against. */
  against: string | null
}

export type QueuePage = {
  rows: QueueRow[]
  /** The place after the last row, for the address of the next page; null on the last one. */
  next: string | null
  /** At most MOST_COUNTED + 1 each. */
  counts: Record<QueueView, number>
}

// Written out as in the partial indexes of db/schema/requests.ts: a parameter in their place would hide them.
const WORK = sql.raw("status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled')")

// It stalled, or a round fails to look at what it waits for or to read again what is done.
const HELD_UP = sql.raw(
  "(status = 'stalled' or (status in ('deferred', 'fulfilled') and coalesce(stall_cause, unread_cause) is not null))",
)

// What an officer did at once and alone, and no approver looked at yet.
const TO_REVIEW = sql.raw("scope ->> 'reviewed' = 'after' and reviewed_at is null")

/** `only`: the parts an approver from outside may look at; null for everybody else. */
type Moment = { endOfToday: Date; covered: string[]; only: readonly string[] | null }

const rowsOf = (view: QueueView, moment: Moment): SQL =>
  moment.only
    ? sql`${conditionOf(view, moment)} and ${inArray(requestParts.id, [...moment.only])}`
    : conditionOf(view, moment)

function conditionOf(view: QueueView, { endOfToday, covered }: Moment): SQL {
  switch (view) {
    case "open":
      return WORK
    case "new":
      return sql`status = 'received' and ${requestParts.assignedTo} is null`
    case "mine":
      return sql`${WORK} and ${inArray(requestParts.assignedTo, covered)}`
    case "due":
      return sql`${WORK} and ${requestParts.dueAt} <= ${endOfToday.toISOString()}::timestamptz`
    case "second":
      return sql.raw("status = 'proposed'")
    case "waiting":
      return sql.raw("status in ('verifying', 'waiting') and awaited_since is not null")
    case "stalled":
      return HELD_UP
    case "deferred":
      return sql.raw("status = 'deferred'")
    case "review":
      return sql`${TO_REVIEW} and status in ('fulfilling', 'stalled', 'deferred', 'fulfilled')`
    case "closed":
      return sql.raw("status in ('fulfilled', 'refused', 'lapsed', 'cancelled')")
  }
}

const AFTER = /^(\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)_([0-9a-f]{8}-[0-9a-f-]{27})$/

/** Closed parts come newest first, all others least time left first; `after` names the last row of the page before. */
function orderOf(view: QueueView, after: string | null) {
  const closed = view === "closed"
  const key = closed ? requestParts.closedAt : requestParts.dueAt
  const [, at, id] = AFTER.exec(after ?? "") ?? []
  const place = sql`(${at ?? ""}::timestamp at time zone 'UTC', ${id ?? ""}::uuid)`
  const row = sql`(${key}, ${requestParts.id})`
  return {
    // In microseconds, as the database holds it: a Date would round, and rows would be skipped.
    place: sql<string>`(${key} at time zone 'UTC')::text || '_' || ${requestParts.id}`,
    beyond: at && id ? (closed ? sql`${row} < ${place}` : sql`${row} > ${place}`) : undefined,
    by: closed ? [desc(key), desc(requestParts.id)] : [asc(key), asc(requestParts.id)],
  }
}

async function selectPage(ctx: Ctx<StaffActor>, view: QueueView, condition: SQL, after: string | null) {
  const order = orderOf(view, after)
  const page = ctx.db
    .select({
      id: requestParts.id,
      requestId: requestParts.requestId,
      subjectId: requestParts.subjectId,
      right: requestParts.right,
      status: requestParts.status,
      outcome: requestParts.outcome,
      receivedAt: requestParts.receivedAt,
      dueAt: requestParts.dueAt,
      dueOn: requestParts.dueOn,
      dueSteps: requestParts.dueSteps,
      closedAt: requestParts.closedAt,
      assignedTo: requestParts.assignedTo,
      division: requestParts.division,
      proved: sql<boolean>`status = 'verifying' and awaited_since is null`.as("proved"),
      heldUp: sql<boolean>`status <> 'stalled' and ${HELD_UP}`.as("held_up"),
      appealOf: requestParts.appealOf,
      place: order.place.as("place"),
    })
    .from(requestParts)
    .where(and(condition, order.beyond))
    .orderBy(...order.by)
    .limit(PAGE_ROWS + 1)
    .as("page")
  const [appealed, original] = [alias(requestParts, "appealed"), alias(requests, "original")]
  const by = view === "closed" ? [desc(page.closedAt), desc(page.id)] : [asc(page.dueAt), asc(page.id)]
  return ctx.db
    .select({
      id: page.id,
      number: requests.number,
      right: page.right,
      status: page.status,
      outcome: page.outcome,
      receivedAt: page.receivedAt,
      dueOn: page.dueOn,
      dueSteps: page.dueSteps,
      closedAt: page.closedAt,
      assignee: staff.name,
      assignedTo: page.assignedTo,
      subjectId: page.subjectId,
      division: page.division,
      proved: page.proved,
      heldUp: page.heldUp,
      against: original.number,
      objected: sql<boolean>`exists (select 1 from mandates m where m.id = ${requests.mandateId} and m.ended_why = 'objected')`,
      place: page.place,
    })
    .from(page)
    .innerJoin(requests, eq(requests.id, page.requestId))
    .leftJoin(appealed, eq(appealed.id, page.appealOf))
    .leftJoin(original, eq(original.id, appealed.requestId))
    .leftJoin(staff, eq(staff.accountId, page.assignedTo))
    .orderBy(...by)
}

async function countViews(ctx: Ctx<StaffActor>, moment: Moment): Promise<Record<QueueView, number>> {
  const one = (view: QueueView) => {
    const rows = sql`select 1 from ${requestParts} where ${rowsOf(view, moment)} limit ${MOST_COUNTED + 1}`
    return sql`(select count(*)::int from (${rows}) as counted) as ${sql.identifier(view)}`
  }
  const { rows } = await ctx.db.execute<Record<QueueView, number>>(
    sql`select ${sql.join(queueViews.map(one), sql`, `)}`,
  )
  const counts = rows[0]
  if (!counts) throw new Error("a count without a row")
  return counts
}

/**
 * One page of 50 parts of a view with the counts of all views; the same work whether ten thousand parts are open or a
 * million (keyset pages, counts that stop at 100, a partial index each). An `after` of another shape begins anew.
 * `division` leaves only its rows; the counts stay those of the whole. Throws Forbidden.
 */
export async function queuePage(
  ctx: Ctx<StaffActor>,
  input: { view: QueueView; after: string | null; division?: string | null },
): Promise<QueuePage> {
  if (!may(ctx.actor, "queue.read")) throw new Forbidden()
  const calendar = workingCalendar((await inForce(ctx.db)).calendar)
  const today = dayIn(ctx.now, calendar.zone)
  const endOfToday = endOfDay(today, calendar.zone)
  const { view, after, division } = input
  const [away, barred, only] = await atOnce([awayOn(ctx, today), barredTo(ctx), putToMe(ctx)])
  const me = ctx.actor.accountId
  const coveredFor = [...away.values()].flatMap(({ staffId, standIn }) =>
    standIn?.id === me ? [staffId] : [],
  )
  const moment = { endOfToday, covered: [me, ...coveredFor], only }
  const inView = rowsOf(view, moment)
  const condition = division ? sql`${inView} and ${requestParts.division} = ${division}` : inView
  const found = await selectPage(ctx, view, condition, after)
  const rows = found
    .slice(0, PAGE_ROWS)
    .map(({ place, dueSteps, assignedTo, subjectId, ...row }): QueueRow => {
      const status = row.status as Status
      // What is deferred was answered inside its term.
      const counts = isOpen(status) && status !== "deferred"
      const daysLeft = counts ? workingDaysLeft(ctx.now, row.dueOn, calendar) : null
      const urgent = counts && (row.objected || isUrgent(dueSteps as Step[], today, calendar))
      return {
        ...row,
        number: row.number ?? "",
        right: row.right as QueueRow["right"],
        status,
        daysLeft,
        urgent,
        away: awayOf(away.get(assignedTo ?? ""), me),
        barred: barred.has(subjectId ?? ""),
      }
    })
  const next = found.length > PAGE_ROWS ? (found[PAGE_ROWS - 1]?.place ?? null) : null
  return { rows, next, counts: await countViews(ctx, moment) }
}

const awayOf = (away: Away | undefined, me: string): QueueRow["away"] =>
  away ? { untilOn: away.untilOn, deputy: away.standIn?.name ?? null, isMe: away.standIn?.id === me } : null

function isUrgent(steps: Step[], today: string, calendar: ReturnType<typeof workingCalendar>): boolean {
  return steps.some(({ kind }) => kind === "counted") && today >= earlyWarningOn(steps, calendar)
}

/**
 * The numbers of the requests a number, a name (whole words), a PIN, a phone or an e-mail stands for, newest first, at
 * most 51 so that the page can say there are more. A number alone serves every role; the rest only those who may see a
 * person. Throws Invalid when nothing was typed, Forbidden.
 */
export async function findRequests(ctx: Ctx<StaffActor>, typed: string): Promise<string[]> {
  if (!may(ctx.actor, "queue.read")) throw new Forbidden()
  const number = /^\s*№?\s*(\d{4}-\d{6,})\s*$/.exec(typed)?.[1]
  if (number) return numbersWhere(ctx, eq(requests.number, number))
  if (!may(ctx.actor, "person.find")) throw new Forbidden("number_only")
  const people = await findPeople(ctx, typed)
  return people.length > 0 ? numbersWhere(ctx, inArray(requests.subjectId, people)) : []
}

async function numbersWhere(ctx: Ctx<StaffActor>, condition: SQL): Promise<string[]> {
  const { id, requestId } = requestParts
  const only = await putToMe(ctx)
  const theirs =
    only &&
    ctx.db
      .select({ of: requestId })
      .from(requestParts)
      .where(inArray(id, [...only]))
  const rows = await ctx.db
    .select({ number: requests.number })
    .from(requests)
    .where(and(condition, theirs ? inArray(requests.id, theirs) : undefined))
    .orderBy(desc(requests.receivedAt))
    .limit(MOST_FOUND + 1)
  return rows.flatMap(({ number }) => number ?? [])
}
