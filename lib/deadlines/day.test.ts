import { Temporal } from "temporal-polyfill"
import { expect, test } from "vitest"
import { addDays, dayIn, endOfDay, minutesIn, startOfDay } from "@/lib/deadlines/day"

const HOUR = 3_600_000

test("the day, the minute and both ends of a day are those of the library, in zones that move their clocks too", () => {
  // Half an hour and at half past: Lord Howe; at midnight: Havana; a whole day left out: Apia at the end of 2011.
  for (const zone of [
    "Asia/Bishkek",
    "Europe/Paris",
    "Australia/Lord_Howe",
    "America/Havana",
    "Pacific/Apia",
  ]) {
    for (const start of [
      Date.UTC(2005, 6, 1),
      Date.UTC(2011, 11, 15),
      Date.UTC(2026, 2, 1),
      Date.UTC(2026, 9, 1),
    ]) {
      for (let n = 0; n < 24 * 45; n += 1) {
        const at = new Date(start + n * HOUR + (n % 4) * 900_000)
        const wall = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
        const day = wall.toPlainDate().toString()
        expect([zone, dayIn(at, zone), minutesIn(at, zone)]).toEqual([
          zone,
          day,
          wall.hour * 60 + wall.minute,
        ])
        if (n % 24 !== 0) continue
        const midnight = (of: string) => Temporal.PlainDate.from(of).toZonedDateTime(zone).epochMilliseconds
        expect([zone, startOfDay(day, zone).getTime()]).toEqual([zone, midnight(day)])
        expect([zone, endOfDay(day, zone).getTime()]).toEqual([zone, midnight(addDays(day, 1)) - 1])
      }
    }
  }
  expect(() => dayIn(new Date("no day"), "Asia/Bishkek")).toThrow(RangeError)
  expect(() => dayIn(new Date(0), "Asia/Nowhere")).toThrow(RangeError)
})
