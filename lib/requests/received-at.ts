import { addMonths, dayIn, instantIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import type { MessageRef } from "@/lib/errors"

/** When something was received, as three boxes of a date and a time on the wall were typed. */
export type TypedMoment = TypedDay & { time: string }

type Read = { at: Date } | { fields: Record<string, MessageRef> }

/**
 * The instant at which a request reached the organisation: not in the future, not more than a year ago. What cannot be
 * that comes back as errors beside `received` or `time`.
 */
export function receivedAtFrom(typed: TypedMoment, now: Date, zone: string): Read {
  const fields: Record<string, MessageRef> = {}
  const day = typedDay(typed)
  if (!day) fields.received = { code: day === "" ? "required" : "date_shape" }
  const [, hour, minute] = /^\s*(\d{1,2})[:.](\d{2})\s*$/.exec(typed.time) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  if (!typed.time.trim()) fields.time = { code: "required" }
  else if (!(Number(hour) < 24 && Number(minute) < 60)) fields.time = { code: "time_shape" }
  if (Object.keys(fields).length > 0 || !day) return { fields }
  const at = instantIn(day, minutes, zone)
  if (at > now) return { fields: { received: { code: "received_in_future" } } }
  if (day < addMonths(dayIn(now, zone), -12))
    return { fields: { received: { code: "received_too_long_ago" } } }
  return { at }
}
