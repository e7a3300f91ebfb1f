import type { WorkingCalendar } from "@/lib/deadlines/calendar"
import type { ClockRules, Term } from "@/lib/deadlines/due-date"
import { DEFAULT_LAPSE } from "@/lib/deadlines/lapse"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { Clock, Profile } from "@/lib/policy/profile-schema"

const made = new WeakMap<Calendar, WorkingCalendar>()

/** A calendar as the counting needs it; a holiday on a shortened day wins. Made once for each edition read. */
export const workingCalendar = (calendar: Calendar): WorkingCalendar => {
  const known = made.get(calendar)
  if (known) return known
  const { zone, weekend, years } = calendar
  const fresh: WorkingCalendar = {
    zone,
    weekend,
    years: years.map(({ year }) => year),
    days: Object.fromEntries([
      ...years.flatMap(({ workingDays }) =>
        (workingDays ?? []).map(({ date }) => [date, "working" as const]),
      ),
      ...years.flatMap(({ shortDays }) => shortDays.map(({ date }) => [date, "short" as const])),
      ...years.flatMap(({ holidays }) => holidays.map(({ date }) => [date, "off" as const])),
    ]),
  }
  made.set(calendar, fresh)
  return fresh
}

/** A legal profile's clock as the counting needs it. `closingHour` is the organisation's, `HH:MM`. */
export const clockRules = (clock: Clock, closingHour: string): ClockRules => {
  const [hours = 0, minutes = 0] = closingHour.split(":").map(Number)
  return {
    firstDay: clock.firstDay,
    closingHour: clock.closingHourCounts ? hours + minutes / 60 : null,
    rollToWorkingDay: clock.rollsToWorkingDay,
    pausesCount: clock.pausesForProof,
  }
}

/** A term of the profile that is not a right's, by its code; undefined where the profile has none. */
const otherTerm = ({ otherTerms }: Pick<Profile, "otherTerms">, wanted: string): Term | undefined =>
  otherTerms.find(({ code }) => code === wanted)?.term

/** How long a person is waited for before a part lapses: the profile's term `lapse`, else thirty calendar days. */
export const lapseTerm = (profile: Pick<Profile, "otherTerms">): Term =>
  otherTerm(profile, "lapse") ?? DEFAULT_LAPSE

/** Within what a lapsed part can be opened again: the profile's term `reopen`; without one it cannot. */
export const reopenTerm = (profile: Pick<Profile, "otherTerms">): Term | undefined =>
  otherTerm(profile, "reopen")

/** How long before a restriction ends the person is told: the profile's term `lift_notice`, else three working days. */
export const liftNoticeTerm = (profile: Pick<Profile, "otherTerms">): Term =>
  otherTerm(profile, "lift_notice") ?? { n: 3, unit: "working_days" }

/** How long before it is in force a new edition of the policy is told: the profile's term `new_edition`, if it has one. */
export const newEditionTerm = (profile: Pick<Profile, "otherTerms">): Term | undefined =>
  otherTerm(profile, "new_edition")

/** How long a line of the erasure register is kept: the profile's term `erasure_register`, else thirty-six months. */
export const registerTerm = (profile: Pick<Profile, "otherTerms">): Term =>
  otherTerm(profile, "erasure_register") ?? { n: 36, unit: "months" }
