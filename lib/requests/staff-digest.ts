import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm"
import { staffDigests } from "@/db/schema/notices"
import { requestParts, requests } from "@/db/schema/requests"
import { asWorker, type Ctx, type Locale, type SystemActor } from "@/lib/context"
import { type WorkingCalendar, worksByWeek } from "@/lib/deadlines/calendar"
import { type Day, dayIn } from "@/lib/deadlines/day"
import type { Step } from "@/lib/deadlines/due-date"
import { earlyWarningOn } from "@/lib/deadlines/early-warning"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { formatDate } from "@/lib/format/date"
import type { OpenHouse } from "@/lib/house"
import { logFault } from "@/lib/log"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { type DigestGroup, digestGroups, digestWords } from "@/lib/notices/texts/digest"
import { staffLoginPlace } from "@/lib/people/invitations"
import { inForce } from "@/lib/policy/editions"

/** The most lines a group tells; the queue has the rest. */
const MOST = 50

type Due = { number: string; dueOn: Day; steps: Step[]; assignedTo: string | null; proved: boolean }
type OnDuty = { staff_id: string; to_id: string; locale: Locale; login: Buffer }

/**
 * One letter a working day to each officer who has something due soon, due today or overdue, or whose proof came: numbers
 * and dates only, to their deputy while they are away. Killed and run again it sends nobody a second one.
 */
export async function sendDigests(house: OpenHouse): Promise<void> {
  const found = await asWorker(house, "staff-digests", null, async (ctx) => {
    const calendar = workingCalendar((await inForce(ctx.db)).calendar)
    const today = dayIn(ctx.now, calendar.zone)
    if (!worksByWeek(today, calendar)) return null
    const { rows } = await ctx.db.execute<OnDuty>(
      sql`select staff_id, to_id, locale, login from guard.staff_on_duty(${today}::date)`,
    )
    return { today, officers: rows, told: toldOf(await openParts(ctx), today, calendar) }
  })
  if (!found) return
  const { today, officers, told } = found
  for (const officer of officers) {
    const lines = told(officer.staff_id)
    if (lines.size > 0)
      // One that cannot go does not hold up the others; the next round tries it again.
      await asWorker(house, "staff-digests", null, (ctx) => sendOne(ctx, officer, today, lines)).catch(
        (error) => logFault("digest", error, { ref: officer.staff_id }),
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

type Lines = Map<DigestGroup, Due[]>

/** What each officer is told: their own, and what nobody took. */
function toldOf(parts: readonly Due[], today: Day, calendar: WorkingCalendar): (staffId: string) => Lines {
  const grouped = parts.flatMap((part) => {
    const group = groupOf(part, today, calendar)
    return group ? [{ part, group }] : []
  })
  return (staffId) => {
    const lines: Lines = new Map()
    for (const { part, group } of grouped)
      if (part.assignedTo === staffId || (group === "nobodys" && part.assignedTo === null))
        lines.set(group, [...(lines.get(group) ?? []), part])
    return lines
  }
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

async function sendOne(ctx: Ctx<SystemActor>, officer: OnDuty, day: Day, lines: Lines): Promise<void> {
  const first = await ctx.db
    .insert(staffDigests)
    .values({ staffId: officer.staff_id, day, at: ctx.now })
    .onConflictDoNothing()
    .returning({ day: staffDigests.day })
  if (first.length === 0) return
  const { to_id: keyOwner, locale: language, login } = officer
  await enqueueNotice(ctx, {
    subjectId: null,
    keyOwner,
    template: "digest",
    language,
    to: { kind: "email", value: ctx.vault.openOwn(staffLoginPlace(keyOwner), login) },
    parameters: { date: formatDate(day, language), list: written(lines, language), path: "/admin?view=mine" },
  })
}

/** Headings and under each the numbers with their dates. */
const written = (lines: Lines, language: Locale): string =>
  digestGroups
    .flatMap((group) => {
      const parts = lines.get(group) ?? []
      if (parts.length === 0) return []
      const shown = parts
        .slice(0, MOST)
        .map(({ number, dueOn }) => `№ ${number}, ${formatDate(dueOn, language)}`)
      const more = parts.length > MOST ? ["…"] : []
      return [[`${digestWords[language][group]} (${parts.length})`, ...shown, ...more].join("\n")]
    })
    .join("\n\n")
