import type { Locale } from "@/lib/format/locale"

/** Terms count and dates read in Bishkek; see design.md. The zone is fixed here for all that is shown. */
const zone = "Asia/Bishkek"

/*
 * Node's own Kyrgyz numeric date is year-day-month (4 March 2026 becomes 2026-04-03) and browsers have no Kyrgyz at
 * all, so parts are taken in en-GB and put together here.
 */
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  calendar: "gregory",
  numberingSystem: "latn",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
})

const months: Record<Locale, readonly string[]> = {
  // Possessive, as in official acts: «2026-жылдын 22-ноябры».
  ky: "январы февралы марты апрели майы июну июлу августу сентябры октябры ноябры декабры".split(" "),
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
}

type Parts = { year: string; month: string; day: string; hour: string; minute: string }

/** A day without time, `YYYY-MM-DD`, or an instant. */
export type Moment = Date | string

const parts = (at: Moment): Parts => {
  if (typeof at === "string") {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(at)
    if (!found) throw new RangeError(`not a day: ${at}`)
    const [, year = "", month = "", day = ""] = found
    return { year, month, day, hour: "00", minute: "00" }
  }
  const local = localMs(at)
  return local === null ? partsByClock(at) : partsOf(local)
}

/** An instant as the zone's own clock has it, in ms; null where it cannot be reckoned. */
function localMs(at: Date): number | null {
  const ahead = aheadOn(Math.floor(at.getTime() / DAY_MS))
  return ahead === null ? null : at.getTime() + ahead
}

function partsByClock(at: Date): Parts {
  const found = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const { year = "", month = "", day = "", hour = "", minute = "" } = found
  return { year: year.padStart(4, "0"), month, day, hour, minute }
}

const DAY_MS = 86_400_000
/** Days that are remembered: more than a century of them. */
const DAYS = 40_000
const known = new Map<number, number | null>()

/**
 * How far the zone is ahead on a day of UTC, in ms, so that a long list of moments is reckoned instead of asked of the
 * calendar one by one; null where clocks change on that day, or were set by the sun.
 */
function aheadOn(day: number): number | null {
  const found = known.get(day)
  if (found !== undefined) return found
  const ahead =
    day >= 0 && aheadAt(day * DAY_MS) === aheadAt((day + 1) * DAY_MS) ? aheadAt(day * DAY_MS) : null
  if (known.size >= DAYS) known.clear()
  known.set(day, ahead)
  return ahead
}

function aheadAt(ms: number): number {
  const { year, month, day, hour, minute } = partsByClock(new Date(ms))
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) - ms
}

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
const minuteText = (of: number): string => `${two(Math.floor(of / 60))}:${two(of % 60)}`

const TWO = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0"))
const two = (n: number): string => TWO[n] ?? String(n)

function partsOf(ms: number): Parts {
  const local = new Date(ms)
  return {
    year: String(local.getUTCFullYear()).padStart(4, "0"),
    month: two(local.getUTCMonth() + 1),
    day: two(local.getUTCDate()),
    hour: two(local.getUTCHours()),
    minute: two(local.getUTCMinutes()),
  }
}

/**
 * `22.11.2026`, the same in all three languages, in Bishkek's zone. `at` is an instant, or a day `YYYY-MM-DD` that
 * no zone moves. Throws RangeError when it is neither.
 */
export const formatDate = (at: Moment, _locale: Locale): string => {
  const local = typeof at === "string" ? null : localMs(at)
  return local === null ? numeric(parts(at)) : dayText(Math.floor(local / DAY_MS))
}

const numeric = ({ year, month, day }: Parts): string => `${day}.${month}.${year}`

const written = new Map<number, string>()

/** A day of the zone's own clock, remembered: a long list of moments has few. */
function dayText(day: number): string {
  const found = written.get(day)
  if (found !== undefined) return found
  const text = numeric(partsOf(day * DAY_MS))
  if (written.size >= DAYS) written.clear()
  written.set(day, text)
  return text
}

/**
 * The date as a letter writes it: «2026-жылдын 22-ноябры», «22 ноября 2026 г.», "22 November 2026". Spaces that must
 * not break are non-breaking. Throws RangeError as formatDate does.
 */
export const formatLongDate = (at: Moment, locale: Locale): string => {
  const { year, month, day } = parts(at)
  const name = months[locale][Number(month) - 1] ?? month
  const number = String(Number(day))
  const plainYear = String(Number(year))
  if (locale === "ky") return `${plainYear}-жылдын ${number}-${name}`
  if (locale === "ru") return `${number}\u00a0${name} ${plainYear}\u00a0г.`
  return `${number}\u00a0${name} ${plainYear}`
}

/** `22.11.2026, 14:05`: date and 24-hour time in Bishkek's zone. Throws RangeError on an invalid instant. */
export const formatDateTime = (at: Date, locale: Locale): string => {
  return `${formatDate(at, locale)}, ${formatTime(at)}`
}

/** `14:05`, Bishkek's time. Throws RangeError on an invalid instant. */
export const formatTime = (at: Date): string => {
  const local = localMs(at)
  if (local !== null) return minuteText(Math.floor(local / MINUTE_MS) % DAY_MINUTES)
  const { hour, minute } = partsByClock(at)
  return `${hour}:${minute}`
}

/** The value of `<time datetime>`: the day itself, or the instant in ISO 8601. */
export const machineDate = (at: Moment): string => (typeof at === "string" ? at : at.toISOString())
