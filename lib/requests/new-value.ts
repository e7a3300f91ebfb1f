import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Invalid } from "@/lib/errors"
import { normalEmail, normalPhone, normalPin } from "@/lib/people/identifiers"
import type { FieldType } from "@/lib/policy/schema"

export const VALUE_MAX = 200

/** What was typed for a new value: one text, or the three boxes of a date. */
export type TypedValue = TypedDay & { value?: string | undefined }

/** The types a person can correct by typing; scans, lists and records of a system are not among them. */
export const TYPABLE: readonly FieldType[] = ["text", "number", "date", "phone", "email", "pin", "money"]

const shapes: Partial<Record<FieldType, { code: string; read: (typed: string) => string | null }>> = {
  phone: { code: "phone_shape", read: normalPhone },
  email: { code: "email_shape", read: normalEmail },
  pin: { code: "pin_shape", read: normalPin },
  number: { code: "number_shape", read: (typed) => (/^\d{1,9}$/.test(typed) ? String(Number(typed)) : null) },
  money: { code: "money_shape", read: sum },
}

/**
 * The new value as the sources take it: a phone in E.164, a date `YYYY-MM-DD`, a sum with a point, text trimmed with
 * single spaces. Throws Invalid beside `value` for what the field's type cannot be.
 */
export function newValue(type: FieldType, typed: TypedValue): string {
  if (type === "date") return dayFrom(typed)
  const text = (typed.value ?? "").normalize("NFC").replace(/\s+/gu, " ").trim()
  if (!text) throw new Invalid({ value: { code: "required" } })
  if ([...text].length > VALUE_MAX)
    throw new Invalid({ value: { code: "too_long", values: { max: VALUE_MAX } } })
  const shape = shapes[type]
  if (!shape) return text
  const read = shape.read(text)
  if (read === null) throw new Invalid({ value: { code: shape.code } })
  return read
}

/** A sum as typed, decimal with a point; null for what is none. */
export function sum(typed: string): string | null {
  const plain = typed.replace(/[\s\u00a0]/gu, "").replace(",", ".")
  return /^\d{1,12}(\.\d{1,2})?$/.test(plain) ? plain : null
}

function dayFrom(typed: TypedValue): string {
  const day = typedDay(typed)
  if (!day) throw new Invalid({ value: { code: day === "" ? "required" : "date_shape" } })
  return day
}
