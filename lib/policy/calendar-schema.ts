import { z } from "zod"
import { Confidence, Text } from "@/lib/policy/text-schema"

/** A non-working day. An unconfirmed one (a lunar day not yet announced) still counts as non-working. */
export const Holiday = z.strictObject({
  date: z.iso.date(),
  title: Text,
  kind: z.enum(["fixed", "lunar", "break"]),
  confirmed: z.boolean(),
})
export type Holiday = z.infer<typeof Holiday>

const ShortDay = z.strictObject({ date: z.iso.date(), title: Text })

/** One year. `lunarConfirmed` false asks the administrator to enter or confirm Orozo Ait and Kurman Ait. */
export const CalendarYear = z.strictObject({
  year: z.int().min(2000).max(2100),
  confidence: Confidence,
  lunarConfirmed: z.boolean(),
  holidays: z.array(Holiday),
  shortDays: z.array(ShortDay),
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
