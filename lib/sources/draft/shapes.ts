import { isIP } from "node:net"
import { parsePhoneNumberFromString } from "libphonenumber-js/mobile"

/** What the values of a column look like. */
export type Shape = "pin" | "phone" | "email" | "card" | "passport" | "birth_date" | "ip"

const isDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** A Kyrgyz PIN: 1 or 2 for the sex, the date of birth as DDMMYYYY, five digits. No check digit is known. */
function isPin(value: string): boolean {
  const parts = /^[12](\d{2})(\d{2})((?:19|20)\d{2})\d{5}$/.exec(value.trim())
  return parts !== null && isDate(Number(parts[3]), Number(parts[2]), Number(parts[1]))
}

/** A card number by its length and its check digit (ISO/IEC 7812-1, Luhn). */
function isCard(value: string): boolean {
  const digits = value.replace(/[ -]/g, "")
  if (!/^\d{13,19}$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 1 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

function isPhone(value: string): boolean {
  if (!/^[+\d][\d\s()-]{8,20}$/.test(value)) return false
  const digits = value.replace(/\D/g, "")
  const phone = parsePhoneNumberFromString(/^996\d{9}$/.test(digits) ? `+${digits}` : value, "KG")
  return phone?.isPossible() === true && phone.number.length >= 10
}

/** Series and number of a Kyrgyz passport or ID card. */
const isPassport = (value: string): boolean =>
  /^(?:ID|AN|AC|AA|PE|PD|PS)\s?-?№?\s?\d{7}$/iu.test(value.trim())

/** A day on which somebody alive may have been born, and nobody below fourteen. */
function isBirthDate(value: string): boolean {
  const year = Number(/^(\d{4})-\d{2}-\d{2}$/.exec(value)?.[1] ?? 0)
  const now = new Date().getUTCFullYear()
  return year > now - 110 && year <= now - 14
}

// From the narrowest to the widest: a PIN is digits that may pass for a card.
const SHAPES: readonly (readonly [Shape, (value: string) => boolean])[] = [
  ["pin", isPin],
  ["email", (value) => /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value)],
  ["ip", (value) => isIP(value.replace(/\/\d+$/, "")) !== 0],
  ["passport", isPassport],
  ["phone", isPhone],
  ["card", isCard],
  ["birth_date", isBirthDate],
]

const ENOUGH = 3
const MOST_OF = 0.8

/**
 * The shape most of the values have; null when there is none, or too few to tell. The values are looked at and let go.
 * Days of birth tell themselves from other dates only by lying far back in nearly all rows.
 */
export function shapeOf(values: readonly string[]): Shape | null {
  if (new Set(values).size < ENOUGH) return null
  const found = SHAPES.find(([shape, is]) => {
    const share = values.filter(is).length / values.length
    return share >= (shape === "birth_date" ? 0.95 : MOST_OF)
  })
  return found?.[0] ?? null
}
