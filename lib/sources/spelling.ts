import { parsePhoneNumberFromString } from "libphonenumber-js/mobile"
import { z } from "zod"

/** How an identifier is compared: digits alone, any spelling of a phone, letters without case, or as it is. */
export const Normalise = z.enum(["exact", "digits", "phone", "lower"])

const digitsOf = (value: string): string => value.replace(/\D/g, "")

/** The spellings under which a source may hold a phone; an index can look up each. */
export function phoneForms(value: string): string[] {
  const phone = parsePhoneNumberFromString(value, "KG")
  if (!phone) return [value]
  const e164 = phone.number.toString()
  return [...new Set([e164, e164.slice(1), `0${phone.nationalNumber}`, value])]
}

/** An identifier as it is compared. */
export const normal: Record<z.infer<typeof Normalise>, (value: string) => string> = {
  exact: (value) => value,
  digits: digitsOf,
  phone: (value) => phoneForms(value)[0] ?? value,
  lower: (value) => value.trim().toLowerCase(),
}
