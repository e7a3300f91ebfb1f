import type { Day } from "@/lib/deadlines/day"
import { NotAllowedNow } from "@/lib/errors"

/** The longest term a policy or a law may set, in its own unit; more is a slip of the pen. */
export const LONGEST_TERM = 3650

/** A term that is no term: not a whole number from 1 to 3650. A fault of the policy or the profile, not of a person. */
export class TermRefused extends RangeError {
  constructor(readonly n: number) {
    super(`a term is a whole number from 1 to ${LONGEST_TERM}, not ${n}`)
    this.name = "TermRefused"
  }
}

const YEAR_MISSING = "calendar_year_missing"

/**
 * The calendar's edition does not hold a year the count needs, so there is no date to tell: an administrator enters
 * the year. Values: `year`.
 */
export class CalendarYearMissing extends NotAllowedNow {
  constructor(readonly year: number) {
    super(YEAR_MISSING, { year })
  }
}

/**
 * Why a term is not extended: the profile has no source for it; it was extended before; its last day is over; it
 * would be longer than the source allows; it would end no later than now.
 */
export type ExtensionFault =
  | "extension_without_source"
  | "extended_before"
  | "extension_after_deadline"
  | "extension_too_long"
  | "extension_not_later"

/**
 * An extension that is not given; `fault`, which is also the code, says why. Values: `date`, the last day allowed or
 * the present last day, as people read it.
 */
export class ExtensionRefused extends NotAllowedNow {
  constructor(
    readonly fault: ExtensionFault,
    day: Day,
  ) {
    super(fault, { date: day.split("-").reverse().join(".") })
  }
}
