import { formatDate, formatDateTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { formatMoney } from "@/lib/format/number"
import type { Category, FieldType } from "@/lib/policy/schema"
import { maskText } from "@/lib/records/mask"
import type { Item, ItemValue, Json } from "@/lib/sources/connector"

/** A value ready for a page, without any words of ours in it. `code` is a word of the source, such as `salary`. */
export type Shown =
  | { kind: "text"; text: string }
  | { kind: "code"; code: string }
  | { kind: "truth"; value: boolean }
  | { kind: "list"; entries: Shown[] }
  | { kind: "pairs"; pairs: { name: string; value: Shown }[] }
  | { kind: "scan"; bytes: number; hidden: boolean }
  | { kind: "masked"; text: string }
  | { kind: "withheld" }
  /** Held where no program reads it. */
  | { kind: "asked" }

export type Sight = {
  /** The reader has proved who they are just now, or may see in full for another reason. */
  full: boolean
}

/**
 * How an item of a category is shown: dates and sums in the reader's language, JSON and arrays as lists, scans by their
 * size. Masked by the category's sensitivity unless `full`. What another client said of somebody else is withheld
 * always (rule 18).
 */
export function shownItem(
  item: Item,
  sensitivity: Category["sensitivity"],
  sight: Sight,
  locale: Locale,
): Shown {
  if (item.thirdPerson && item.origin.by === "another_client") return { kind: "withheld" }
  if (isAskedFor(item.value)) return { kind: "asked" }
  const hidden = sensitivity !== "ordinary" && !sight.full
  const bytes = bytesOf(item.value)
  if (bytes !== null) return { kind: "scan", bytes, hidden: !sight.full }
  const shown = shownValue(item.type, item.value as Json, locale)
  return hidden
    ? { kind: "masked", text: maskText(item.type, shown.kind === "text" ? shown.text : "") }
    : shown
}

/** The size of a scan that a source holds instead of a value; null for any other value. */
export function bytesOf(value: ItemValue): number | null {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null
  return "bytes" in value && typeof value.bytes === "number" && Object.keys(value).length === 1
    ? value.bytes
    : null
}

/** Whether it is known only that there is a value, which people would have to look up. */
export const isAskedFor = (value: ItemValue): boolean =>
  typeof value === "object" && value !== null && "askedFor" in value

// One word in Latin letters may be a code of the source, whose words the data map has; without one it stands as it is.
const CODE = /^[A-Za-z]+([_-][A-Za-z]+)*$/

/** A value by its type; what does not have the shape its type promises is shown as it stands. */
export function shownValue(type: FieldType, value: Json, locale: Locale): Shown {
  if (typeof value === "boolean") return { kind: "truth", value }
  if (Array.isArray(value))
    return { kind: "list", entries: value.map((entry) => shownValue("text", entry, locale)) }
  if (isAskedFor(value)) return { kind: "asked" }
  if (value !== null && typeof value === "object") {
    const pairs = Object.entries(value).filter(([, each]) => each !== null)
    return {
      kind: "pairs",
      pairs: pairs.map(([name, each]) => ({ name, value: shownValue("text", each, locale) })),
    }
  }
  const text = String(value ?? "")
  if (type === "money")
    return { kind: "text", text: /^-?\d+(\.\d+)?$/.test(text) ? formatMoney(text, locale) : text }
  if (type === "date" && isDay(text.replace(/T.*$/, "")))
    return { kind: "text", text: formatDate(text.slice(0, 10), locale) }
  if (type === "timestamp") {
    const instant = instantIn(text)
    return { kind: "text", text: instant === null ? text : formatDateTime(instant, locale) }
  }
  if (type === "ip") return { kind: "text", text: text.replace(/\/(32|128)$/, "") }
  return type === "text" && CODE.test(text) ? { kind: "code", code: text } : { kind: "text", text }
}

/** The day or the moment of an origin, in words; null when it is not known. */
export function shownMoment(at: string | null, locale: Locale): string | null {
  if (at === null) return null
  if (isDay(at)) return formatDate(at, locale)
  const instant = instantIn(at)
  return instant === null ? null : formatDate(instant, locale)
}

// A day no calendar has is shown as it stands, and so is one with words behind it.
const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text)

// The moments of a record are mostly one: it is read once.
let read: { text: string; at: Date | null } = { text: "", at: null }

function instantIn(text: string): Date | null {
  if (text === read.text) return read.at
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text) : null
  read = { text, at: at === null || Number.isNaN(at.getTime()) ? null : at }
  return read.at
}
