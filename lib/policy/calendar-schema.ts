import { z } from "zod"
import { Confidence, Text } from "@/lib/policy/text-schema"

/** Where a statement comes from: an act, an announcement, an address; as staff typed it, or in every language. */
export const Source = z.union([Text, z.string().trim().min(1).max(400)])
export type Source = z.infer<typeof Source>

/** A non-working day. An unconfirmed one (a lunar day not yet announced) still counts as non-working. */
export const Holiday = z.strictObject({
  date: z.iso.date(),
  title: Text,
  kind: z.enum(["fixed", "lunar", "break", "moved"]),
  confirmed: z.boolean(),
  source: Source.optional(),
})
export type Holiday = z.infer<typeof Holiday>

/** A day that is worked: an hour less (`shortDays`), or although the week has it off (`workingDays`). */
const NamedDay = z.strictObject({ date: z.iso.date(), title: Text, source: Source.optional() })
export type NamedDay = z.infer<typeof NamedDay>

/** One year; a day without a source of its own has that of the year. `lunarConfirmed` false asks the administrator to enter or confirm Orozo Ait and Kurman Ait. */
export const CalendarYear = z.strictObject({
  year: z.int().min(2000).max(2100),
  confidence: Confidence,
  lunarConfirmed: z.boolean(),
  source: Source.optional(),
  holidays: z.array(Holiday),
  shortDays: z.array(NamedDay),
  workingDays: z.array(NamedDay).optional(),
})
export type CalendarYear = z.infer<typeof CalendarYear>

/** A working calendar's edition: `policies/calendars/*.yaml`. `weekend` holds ISO weekdays, 1 Monday to 7 Sunday. */
export const Calendar = z.strictObject({
  code: z.string().regex(/^[A-Z]{2,4}$/, "must be a calendar's code such as KG"),
  edition: z.int().min(1),
  zone: z.string().min(1),
  weekend: z.array(z.int().min(1).max(7)).max(6),
  years: z.array(CalendarYear).min(1),
})
export type Calendar = z.infer<typeof Calendar>
