import { asc, eq } from "drizzle-orm"
import { partEvents } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type DueDate, type DueDateInput, dueDate, type Extension, type Step } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import type { Pause } from "@/lib/deadlines/pauses"
import { CalendarYearMissing } from "@/lib/deadlines/refusals"
import type { InForce } from "@/lib/policy/editions"
import { type Part, pinnedOf } from "@/lib/requests/access"
import type { PartEvent } from "@/lib/requests/machine"

type Clock = Partial<Pick<Part, "dueAt" | "dueOn" | "dueSteps" | "awaitedSince" | "reminded">>
type Happened = { event: PartEvent; at: Date }

const ASKS: readonly PartEvent[] = ["ask", "ask_proof"]
/** What was closed is to be answered once more, in a term of its own. */
const AGAIN: readonly PartEvent[] = ["reopen", "recur"]
const ENDS: readonly PartEvent[] = ["answer", "prove", "confirm", "reject_proof", "lapse", "cancel"]

/** How the part's calendar and profile count, as it was opened under. */
export const countingOf = ({ calendar, profile, policy }: InForce) => ({
  calendar: workingCalendar(calendar),
  rules: clockRules(profile.clock, policy.organisation.closingHour),
})

/** The times in which the person was waited for: from each question to the day of what ended it. */
export function pausesIn(history: readonly Happened[], zone: string): Pause[] {
  const pauses: Pause[] = []
  let from: string | null = null
  for (const { event, at } of history) {
    if (ASKS.includes(event)) from ??= dayIn(at, zone)
    else if (from && ENDS.includes(event)) {
      pauses.push({ from, to: dayIn(at, zone) })
      from = null
    }
  }
  return from ? [...pauses, { from, to: null }] : pauses
}

/** What was extended, as the steps tell it. */
export function extensionIn(steps: readonly Step[]): Extension | undefined {
  for (const step of steps) {
    if (step.kind === "extended") return { n: step.n, unit: step.unit }
    if (step.kind === "extended_to") return { until: step.to }
  }
  return undefined
}

/**
 * What the present due date is counted from: the term the part was opened with, its waiting until now, its extension.
 * Opened again after it lapsed, it counts anew from then. Null where the steps hold no term.
 */
export async function countedOf(
  ctx: Ctx,
  part: Part,
  now: readonly Happened[] = [],
): Promise<DueDateInput | null> {
  const term = part.dueSteps.find((step) => step.kind === "counted")
  if (!term || term.n === 0) return null
  const rows = await ctx.db
    .select({ event: partEvents.event, at: partEvents.at })
    .from(partEvents)
    .where(eq(partEvents.partId, part.id))
    .orderBy(asc(partEvents.at))
  const all = [...(rows as Happened[]), ...now]
  const again = all.findLastIndex(({ event }) => AGAIN.includes(event))
  const { calendar, rules } = countingOf(await pinnedOf(ctx, part))
  const reopened = again >= 0
  return {
    ...{ calendar, rules, reopened },
    term: { n: term.n, unit: term.unit },
    receivedAt: all[again]?.at ?? part.receivedAt,
    pauses: pausesIn(all.slice(again + 1), calendar.zone),
    extension: reopened ? undefined : extensionIn(part.dueSteps),
    asOf: dayIn(ctx.now, calendar.zone),
  }
}

/** A due date as it is stored, where it moves the present one on; a date once told is never brought forward. */
export const movedTo = (part: Part, { dueAt, dueOn, steps }: DueDate): Clock =>
  dueAt < part.dueAt ? {} : { dueAt, dueOn, dueSteps: steps }

/**
 * What an event does to the part's clock: whom it waits for since when, and the due date counted anew where waiting
 * begins or ends. A year the calendar does not hold stops nobody: the date told before stays.
 */
export async function clockAfter(ctx: Ctx, part: Part, event: PartEvent): Promise<Clock> {
  const asks = ASKS.includes(event)
  const waits = part.status === "verifying" || part.status === "waiting"
  if (!(asks || AGAIN.includes(event) || (waits && ENDS.includes(event)))) return {}
  const awaited: Clock = asks ? { awaitedSince: ctx.now, reminded: 0 } : { awaitedSince: null }
  if (event === "lapse" || event === "cancel") return awaited
  const counted = await countedOf(ctx, part, [{ event, at: ctx.now }])
  return { ...awaited, ...(counted ? recounted(part, counted) : {}) }
}

/** The due date counted anew; none where the calendar does not hold a year of it. */
export function recounted(part: Part, counted: DueDateInput): Clock {
  try {
    return movedTo(part, dueDate(counted))
  } catch (error) {
    if (error instanceof CalendarYearMissing) return {}
    throw error
  }
}
