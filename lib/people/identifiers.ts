import { parsePhoneNumberFromString } from "libphonenumber-js/mobile"

export type LoginKind = "phone" | "email"
export type Login = { kind: LoginKind; value: string }

const EMAIL =
  /^[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,24}$/u

/** A phone in E.164 from any spelling (`0555 000 001`, `+996…`), or null. Kyrgyz numbers need no country code. */
export function normalPhone(typed: string): string | null {
  const text = typed.normalize("NFKC").trim()
  const phone = parsePhoneNumberFromString(
    /^996\d{9}$/.test(text.replace(/\D/g, "")) ? `+${text.replace(/\D/g, "")}` : text,
    "KG",
  )
  return phone?.isPossible() ? phone.number : null
}

/** An e-mail in lower case, or null. Quoted local parts are refused: parsers disagree on where such mail goes. */
export function normalEmail(typed: string): string | null {
  const text = typed.normalize("NFC").trim().toLowerCase()
  return text.length <= 254 && EMAIL.test(text) ? text : null
}

/** A PIN (ИЖН): 14 digits once spaces and dashes are gone, or null. No check digit is known, none is enforced. */
export function normalPin(typed: string): string | null {
  const digits = typed.normalize("NFKC").replace(/[\s-]/g, "")
  return /^\d{14}$/.test(digits) ? digits : null
}

/** A phone or an e-mail as typed in one field, or null. */
export function normalLogin(typed: string): Login | null {
  if (typed.includes("@")) {
    const email = normalEmail(typed)
    return email ? { kind: "email", value: email } : null
  }
  const phone = normalPhone(typed)
  return phone ? { kind: "phone", value: phone } : null
}
