import { readFileSync } from "node:fs"
import { Temporal } from "temporal-polyfill"
import { parse } from "yaml"
import { dueDate } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import { Calendar } from "@/lib/policy/calendar-schema"
import { Profile } from "@/lib/policy/profile-schema"
import { alternate, type Measurement, timed } from "./measurement"

const ROUNDS = 5
const DATES = 1_000_000
const DAY = 86_400_000
const MINUTE = 60_000

const yaml = (file: string): unknown => parse(readFileSync(`policies/${file}.yaml`, "utf8"))

/**
 * A million due dates of 2026, each with its instant, its steps, a pause and the holidays of the year, against as many
 * plain additions of days by the library of dates, which know no holiday.
 */
export async function deadlines(): Promise<Measurement> {
  const inputs = kinds()
  const [ours, plain] = [() => count(inputs), () => add(inputs)]
  const seen = { ours: ours(), plain: plain() }
  if (seen.ours.paused < DATES / 2 || seen.ours.holidays < DATES / 10 || seen.plain === 0)
    throw new Error(`too few of the dates have a pause or a holiday: ${JSON.stringify(seen)}`)
  const perDate = async (work: () => unknown) => ((await timed(async () => work())) * 1000) / DATES
  const found = await alternate(
    ROUNDS,
    "µs per date",
    () => perDate(ours),
    () => perDate(plain),
  )
  return { ...found, dates: DATES, withPause: seen.ours.paused, withHoliday: seen.ours.holidays }
}

/** The terms of the profile with the calendar, and its clock with the closing hour and pauses on. */
function kinds() {
  const profile = Profile.parse(yaml("profiles/KG-2026"))
  const calendar = workingCalendar(Calendar.parse(yaml("calendars/KG")))
  const rules = clockRules({ ...profile.clock, pausesForProof: true, closingHourCounts: true }, "18:00")
  const terms = [...profile.rights, ...profile.otherTerms].map(({ term }) => term)
  return { calendar, rules, terms }
}

type Inputs = ReturnType<typeof kinds>

const START = Date.UTC(2026, 0, 1)
const dayAfter = (ms: number, days: number) => new Date(ms + days * DAY).toISOString().slice(0, 10)

/** For each day of the year a pause that begins two days later and lasts one to six, made before the clock runs. */
const pauses: string[][] = Array.from({ length: 365 }, (_, day) => [
  dayAfter(START + day * DAY, 2),
  dayAfter(START + day * DAY, 3 + (day % 6)),
])

function receipt(n: number): { at: number; day: number } {
  const day = (n * 7919) % 365
  return { day, at: START + day * DAY + ((n * 31) % 1440) * MINUTE }
}

function count({ calendar, rules, terms }: Inputs): { paused: number; holidays: number } {
  let [paused, holidays] = [0, 0]
  for (let n = 0; n < DATES; n++) {
    const { at, day } = receipt(n)
    const [from = "", to = ""] = pauses[day] ?? []
    const term = terms[n % terms.length]
    if (!term) throw new Error("a profile without terms")
    const { steps } = dueDate({ term, receivedAt: new Date(at), calendar, rules, pauses: [{ from, to }] })
    for (const step of steps) {
      if (step.kind === "paused") paused += 1
      if (step.kind === "counted" && step.holidays?.length) holidays += 1
    }
  }
  return { paused, holidays }
}

function add({ terms }: Inputs): number {
  let sum = 0
  for (let n = 0; n < DATES; n++) {
    const received = Temporal.Instant.fromEpochMilliseconds(receipt(n).at).toZonedDateTimeISO("Asia/Bishkek")
    const due = received.toPlainDate().add({ days: terms[n % terms.length]?.n ?? 0 })
    sum += due.toString().length
  }
  return sum
}
