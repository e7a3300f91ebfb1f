"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { approveCalendar, sendBackCalendar } from "@/lib/calendar/approve"
import { changeDraft, discardDraft } from "@/lib/calendar/draft"
import { addDay, addYear, confirmDays, removeDay, setWeekend } from "@/lib/calendar/edit"
import { entryKinds } from "@/lib/calendar/entries"
import { proposeCalendar } from "@/lib/calendar/propose"

const HERE = "/admin/calendar"
const to = (year: number | string, done: string) => redirect(`${HERE}?year=${year}&done=${done}`)

const year = z.coerce.number("not_understood").int("not_understood")
const words = (most: number) => z.string("required").trim().min(1, "required").max(most, "too_long")

const Day = z.object({
  year,
  ...dateBoxes("date"),
  kind: z.enum(entryKinds, "choose_one"),
  ky: words(120),
  ru: words(120),
  en: words(120),
  confirmed: z.array(z.string()).default([]),
  source: words(400),
})

export const addDayAction = staffAction({
  act: "calendar.edit",
  schema: Day,
  verb: async (ctx, { year: number, kind, ky, ru, en, source, confirmed, ...boxes }) => {
    const typed = typedUnder(boxes, "date")
    const entry = { kind, title: { ky, ru, en }, source, confirmed: confirmed.length > 0 }
    await changeDraft(ctx, (calendar) => addDay(calendar, number, { ...entry, typed }))
    return String(number)
  },
  after: (number) => to(number, "day"),
})

export const removeDayAction = staffAction({
  act: "calendar.edit",
  schema: z.object({ year, date: z.iso.date("not_understood") }),
  verb: async (ctx, { year: number, date }) => {
    await changeDraft(ctx, (calendar) => removeDay(calendar, number, date))
    return String(number)
  },
  after: (number) => to(number, "removed"),
})

export const confirmDaysAction = staffAction({
  act: "calendar.edit",
  schema: z.object({ year, what: z.enum(["lunar", "all"], "choose_one"), source: words(400) }),
  verb: async (ctx, { year: number, what, source }) => {
    await changeDraft(ctx, (calendar) => confirmDays(calendar, number, what, source))
    return String(number)
  },
  after: (number) => to(number, "confirmed"),
})

export const addYearAction = staffAction({
  act: "calendar.edit",
  schema: z.object({ newYear: words(10) }),
  verb: async (ctx, { newYear }) => {
    await changeDraft(ctx, (calendar) => addYear(calendar, newYear))
    return newYear
  },
  after: (number) => to(number, "year"),
})

export const setWeekendAction = staffAction({
  act: "calendar.edit",
  schema: z.object({ year, weekend: z.array(z.coerce.number("not_understood")).default([]) }),
  verb: async (ctx, { year: number, weekend }) => {
    await changeDraft(ctx, (calendar) => setWeekend(calendar, weekend))
    return String(number)
  },
  after: (number) => to(number, "week"),
})

const version = z.coerce.number("not_understood")

export const proposeAction = staffAction({
  act: "calendar.edit",
  schema: z.object({ version, reason: z.string().default("") }),
  verb: async (ctx, input) => {
    await proposeCalendar(ctx, input)
    return null
  },
  after: () => redirect(`${HERE}?done=proposed`),
})

export const approveAction = staffAction({
  act: "calendar.approve",
  schema: z.object({ version }),
  verb: async (ctx, input) => String(await approveCalendar(ctx, input)),
  after: () => redirect(`${HERE}?done=published`),
})

export const sendBackAction = staffAction({
  act: "calendar.approve",
  schema: z.object({ version, why: z.string().default("") }),
  verb: async (ctx, input) => {
    await sendBackCalendar(ctx, input)
    return null
  },
  after: () => redirect(`${HERE}?done=sentBack`),
})

export const discardAction = staffAction({
  act: "calendar.edit",
  schema: z.object({}),
  verb: async (ctx) => {
    await discardDraft(ctx)
    return null
  },
  after: () => redirect(`${HERE}?done=discarded`),
})
