import type { WorkingCalendar } from "@/lib/deadlines/calendar"
import type { ClockRules } from "@/lib/deadlines/due-date"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { Clock } from "@/lib/policy/profile-schema"

/** A published calendar as the counting needs it; a holiday on a shortened day wins. */
export const workingCalendar = ({ zone, weekend, years }: Calendar): WorkingCalendar => ({
  zone,
  weekend,
  days: Object.fromEntries([
    ...years.flatMap(({ shortDays }) => shortDays.map(({ date }) => [date, "short" as const])),
    ...years.flatMap(({ holidays }) => holidays.map(({ date }) => [date, "off" as const])),
  ]),
})

/** A legal profile's clock as the counting needs it. `closingHour` is the organisation's, `HH:MM`. */
export const clockRules = (clock: Clock, closingHour: string): ClockRules => {
  const [hours = 0, minutes = 0] = closingHour.split(":").map(Number)
  return {
    firstDay: clock.firstDay,
    closingHour: clock.closingHourCounts ? hours + minutes / 60 : null,
    rollToWorkingDay: clock.rollsToWorkingDay,
  }
}
