import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm"
import { staffDigests } from "@/db/schema/notices"
import { requestParts, requests } from "@/db/schema/requests"
import { asWorker, type Ctx, type Locale, type SystemActor } from "@/lib/context"
import { type WorkingCalendar, worksByWeek } from "@/lib/deadlines/calendar"
import { type Day, dayIn } from "@/lib/deadlines/day"
import type { Step } from "@/lib/deadlines/due-date"
import { earlyWarningOn } from "@/lib/deadlines/early-warning"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { type DueDuty, dutiesDue } from "@/lib/duties/duties-due"
import { type DueTask, tasksDue } from "@/lib/duties/tasks-due"
import { formatDate } from "@/lib/format/date"
import type { OpenHouse } from "@/lib/house"
import { logFault } from "@/lib/log"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { type DigestGroup, digestGroups, digestWords } from "@/lib/notices/texts/digest"
import { staffLoginPlace } from "@/lib/people/invitations"
import { type InForce, inForce } from "@/lib/policy/editions"
import { textIn } from "@/lib/policy/lookup"
import { sourceTitle } from "@/lib/sources/map-schema"

/** The most lines a group tells; the queue has the rest. */
const MOST = 50

type Due = { number: string; dueOn: Day; steps: Step[]; assignedTo: string | null; proved: boolean }
type OnDuty = { staff_id: string; to_id: string; role: string; locale: Locale; login: Buffer }
/** What one line of the letter says. */
type Line = { dueOn: Day; said: (locale: Locale) => string }
type Lines = Map<DigestGroup, Line[]>

/**
 * One letter a working day to each member of staff who has something due soon, due today or overdue, or whose proof came:
 * numbers, names of duties and of sources, and dates only, to their deputy while they are away. Killed and run again it
 * sends nobody a second one.
 */
export async function sendDigests(house: OpenHouse): Promise<void> {
  const found = await asWorker(house, "staff-digests", null, async (ctx) => {
    const held = await inForce(ctx.db)
    const calendar = workingCalendar(held.calendar)
    const today = dayIn(ctx.now, calendar.zone)
    if (!worksByWeek(today, calendar)) return null
    const { rows } = await ctx.db.execute<OnDuty>(
      sql`select staff_id, to_id, role, locale, login from guard.staff_on_duty(${today}::date)`,
    )
    return {
      today,
      colleagues: rows,
      told: [
        toldOf(await openParts(ctx), today, calendar),
        dutiesOf(await dutiesDue(ctx, today)),
        tasksOf(await tasksDue(ctx, today), held),
      ],
    }
  })
  if (!found) return
  const { today, colleagues, told } = found
  for (const colleague of colleagues) {
    const lines = new Map(told.flatMap((linesOf) => [...linesOf(colleague)]))
    if (lines.size > 0)
      // One that cannot go does not hold up the others; the next round tries it again.
      await asWorker(house, "staff-digests", null, (ctx) => sendOne(ctx, colleague, today, lines)).catch(
        (error) => logFault("digest", error, { ref: colleague.staff_id }),
      )
  }
}

const openParts = async (ctx: Ctx): Promise<Due[]> => {
  const rows = await ctx.db
    .select({
      number: requests.number,
      dueOn: requestParts.dueOn,
      steps: requestParts.dueSteps,
      assignedTo: requestParts.assignedTo,
      proved: sql<boolean>`${and(eq(requestParts.status, "verifying"), isNull(requestParts.awaitedSince))}`,
    })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(
      and(
        inArray(requestParts.status, ["received", "verifying", "working", "waiting", "proposed", "stalled"]),
        or(isNotNull(requestParts.assignedTo), eq(requestParts.status, "received")),
      ),
    )
    .orderBy(asc(requestParts.dueAt), asc(requestParts.id))
  return rows.map((row) => ({ ...row, number: row.number ?? "", steps: row.steps as Step[] }))
}

/** What each officer is told of requests: their own, and what nobody took. */
function toldOf(parts: readonly Due[], today: Day, calendar: WorkingCalendar): (who: OnDuty) => Lines {
  const grouped = parts.flatMap((part) => {
    const group = groupOf(part, today, calendar)
    const { number, dueOn } = part
    return group ? [{ part, group, line: { dueOn, said: () => `№ ${number}` } }] : []
  })
  return ({ staff_id, role }) => {
    const lines: Lines = new Map()
    for (const { part, group, line } of role === "officer" ? grouped : [])
      if (part.assignedTo === staff_id || (group === "nobodys" && part.assignedTo === null))
        lines.set(group, [...(lines.get(group) ?? []), line])
    return lines
  }
}

/** What each colleague is told of duties: those given to them, and those of their role nobody took. */
const dutiesOf =
  (duties: readonly DueDuty[]) =>
  ({ staff_id, role }: OnDuty): Lines => {
    const own = duties.filter(
      (duty) => duty.assignedTo === staff_id || (!duty.assignedTo && duty.role === role),
    )
    const lines = own.map(({ dueOn, title }) => ({ dueOn, said: (locale: Locale) => textIn(title, locale) }))
    return new Map(lines.length > 0 ? [["duties", lines]] : [])
  }

/** What stewards are told of tasks to people: where it is kept, and the number of the request. */
const tasksOf =
  (tasks: readonly DueTask[], { dataMap }: Pick<InForce, "dataMap">) =>
  ({ role }: OnDuty): Lines => {
    if (role !== "steward" || tasks.length === 0) return new Map()
    const lines = tasks.map(({ source, number, dueOn }) => {
      const title = sourceTitle(dataMap, source)
      const said = (locale: Locale) =>
        [title ? textIn(title, locale) : source, ...(number ? [`№ ${number}`] : [])].join(", ")
      return { dueOn, said }
    })
    return new Map([["tasks", lines]])
  }

function groupOf(part: Due, today: Day, calendar: WorkingCalendar): DigestGroup | null {
  const { dueOn, steps, assignedTo, proved } = part
  const isCounted = steps.some(({ kind }) => kind === "counted")
  const isSoon = dueOn <= today || (isCounted && today >= earlyWarningOn(steps, calendar))
  if (!isSoon) return proved ? "proved" : null
  if (assignedTo === null) return "nobodys"
  if (dueOn < today) return "overdue"
  return dueOn === today ? "today" : "soon"
}

async function sendOne(ctx: Ctx<SystemActor>, colleague: OnDuty, day: Day, lines: Lines): Promise<void> {
  const first = await ctx.db
    .insert(staffDigests)
    .values({ staffId: colleague.staff_id, day, at: ctx.now })
    .onConflictDoNothing()
    .returning({ day: staffDigests.day })
  if (first.length === 0) return
  const { to_id: keyOwner, locale: language, login } = colleague
  const [only] = lines.size === 1 ? lines.keys() : []
  const path = only === "duties" || only === "tasks" ? `/admin/${only}` : "/admin?view=mine"
  await enqueueNotice(ctx, {
    subjectId: null,
    keyOwner,
    template: "digest",
    language,
    to: { kind: "email", value: ctx.vault.openOwn(staffLoginPlace(keyOwner), login) },
    parameters: { date: formatDate(day, language), list: written(lines, language), path },
  })
}

/** Headings and under each its lines with their dates. */
const written = (lines: Lines, language: Locale): string =>
  digestGroups
    .flatMap((group) => {
      const all = lines.get(group) ?? []
      if (all.length === 0) return []
      const shown = all
        .slice(0, MOST)
        .map(({ said, dueOn }) => `${said(language)}, ${formatDate(dueOn, language)}`)
      const more = all.length > MOST ? ["…"] : []
      return [[`${digestWords[language][group]} (${all.length})`, ...shown, ...more].join("\n")]
    })
    .join("\n\n")
