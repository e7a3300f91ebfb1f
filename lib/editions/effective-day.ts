import { type Day, dayIn, dayNumber, dayOfNumber, startOfDay } from "@/lib/deadlines/day"
import { newEditionTerm, workingCalendar } from "@/lib/deadlines/from-policy"
import { lastDay } from "@/lib/deadlines/last-day"
import type { DraftKind } from "@/lib/editions/check-text"
import { type MessageRef, NotAllowedNow } from "@/lib/errors"
import type { InForce } from "@/lib/policy/editions"

type Held = Pick<InForce, "policy" | "profile" | "calendar">

/**
 * The first day a new edition may be in force on without a reason: people are told of a policy as long before as the legal
 * profile says; what they do not read, today.
 */
export function firstDay(kind: DraftKind, { policy, profile, calendar }: Held, now: Date): Day {
  const today = dayIn(now, policy.organisation.timezone)
  const term = kind === "policy" ? newEditionTerm(profile) : undefined
  if (!term) return today
  const counter = { calendar: workingCalendar(calendar), standing: [], firstDay: "next_day" as const }
  return dayOfNumber(lastDay(dayNumber(today), term, counter))
}

/**
 * What is wrong with a day for a draft, beside `effective` or `reason`: gone by, before an edition that is announced, or
 * sooner than people are told without a reason for it.
 */
export function effectiveFaults(
  day: Day,
  reason: string,
  { today, first, notBefore }: { today: Day; first: Day; notBefore: Day | null },
): Record<string, MessageRef> {
  if (day < today) return { effective: { code: "day_past" } }
  if (notBefore && day < notBefore) return { effective: { code: "edition_before_announced" } }
  if (day < first && reason.trim().length < LEAST_REASON)
    return { reason: { code: "edition_reason", values: { min: LEAST_REASON } } }
  return {}
}

/** The shortest reason and statement: a word is none. */
export const LEAST_REASON = 10

/** The instant an edition is in force from: the beginning of its day where the organisation is, or now. */
export function effectiveInstant(day: Day, { policy }: Pick<InForce, "policy">, now: Date): Date {
  const { timezone } = policy.organisation
  const today = dayIn(now, timezone)
  if (day < today) throw new NotAllowedNow("edition_day_gone")
  return day === today ? now : startOfDay(day, timezone)
}
