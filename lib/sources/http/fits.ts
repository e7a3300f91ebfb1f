import type { FieldType } from "@/lib/policy/schema"
import type { Json } from "../connector"

const isText = (value: Json): boolean => typeof value === "string" && value.length > 0
const isDecimal = (value: Json): boolean => typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)
const isBytes = (value: Json): boolean =>
  typeof value === "object" &&
  value !== null &&
  "bytes" in value &&
  Object.keys(value).length === 1 &&
  Number.isSafeInteger(value.bytes) &&
  Number(value.bytes) >= 0
const isInstant = (value: Json): boolean =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value))
const isDay = (value: Json): boolean =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))

const FITS: Readonly<Record<FieldType, (value: Json) => boolean>> = {
  text: isText,
  number: (value) => typeof value === "number" || isDecimal(value),
  date: isDay,
  phone: isText,
  email: isText,
  pin: isText,
  money: isDecimal,
  image: isBytes,
  document: isBytes,
  json: (value) => value !== null,
  ip: isText,
  timestamp: isInstant,
  boolean: (value) => typeof value === "boolean",
  list: Array.isArray,
}

/** Whether a value has the form in which a field of this type is told; what is not held is no item at all. */
export const fits = (type: FieldType, value: Json): boolean => FITS[type](value)
