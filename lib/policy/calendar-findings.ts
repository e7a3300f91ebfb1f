import { CalendarYear } from "@/lib/policy/calendar-schema"
import { type Finding, placed, under } from "@/lib/policy/references"

/** Dates of a calendar outside their year or written twice, and a zone that is not the organisation's. */
export function calendarFindings(calendar: unknown, policy: unknown): Finding[] {
  const years = placed(calendar, "years", CalendarYear)
  const numbers = years.map(({ value }) => value.year)
  return [
    ...years.flatMap(({ path, value }, index) => [
      ...(numbers.indexOf(value.year) < index
        ? [
            {
              path: [...path, "year"],
              reason: `The year ${value.year} is there twice: join the two or correct this one.`,
            },
          ]
        : []),
      ...dateFindings([...path, "holidays"], value.year, value.holidays),
      ...dateFindings([...path, "shortDays"], value.year, value.shortDays),
      ...dateFindings([...path, "workingDays"], value.year, value.workingDays ?? []),
      ...contradictions(path, value),
    ]),
    ...zoneFindings(calendar, policy),
  ]
}

function dateFindings(path: PropertyKey[], year: number, days: readonly { date: string }[]): Finding[] {
  const dates = days.map(({ date }) => date)
  return dates.flatMap((date, index) => {
    const at = [...path, index, "date"]
    if (!date.startsWith(`${year}-`))
      return [{ path: at, reason: `${date} is not in ${year}: correct it or move it to its year.` }]
    if (dates.indexOf(date) < index)
      return [{ path: at, reason: `${date} is there twice: remove one of the two.` }]
    return []
  })
}

/** A moved working day that is a holiday or a shortened day as well. */
function contradictions(path: Finding["path"], year: CalendarYear): Finding[] {
  const others = new Set([...year.holidays, ...year.shortDays].map(({ date }) => date))
  return (year.workingDays ?? []).flatMap(({ date }, index) =>
    others.has(date)
      ? [
          {
            path: [...path, "workingDays", index, "date"],
            reason: `${date} is also among the holidays or the shortened days: say only one thing of a day.`,
          },
        ]
      : [],
  )
}

function zoneFindings(calendar: unknown, policy: unknown): Finding[] {
  const zone = under(calendar, "zone")
  const own = under(under(policy, "organisation"), "timezone")
  if (typeof zone !== "string" || typeof own !== "string" || zone === own) return []
  return [
    {
      path: ["zone"],
      reason: `The calendar counts in ${zone} and the organisation in ${own}: use one of them in both.`,
    },
  ]
}
