import type { WorkingCalendar } from "@/lib/deadlines/calendar"

const off = [1, 2, 3, 4, 5, 6, 7]
  .map((day) => `2026-01-0${day}`)
  .concat(["2026-03-08", "2026-03-20", "2026-03-21"])
  .concat([1, 2, 3, 4, 5, 6, 7, 8, 9].map((day) => `2026-05-0${day}`))
  .concat(["2026-05-27", "2026-08-31"])
const short = ["2026-02-23", "2026-04-07", "2026-04-30", "2026-12-31"]

/**
 * The production calendar of 2026 as the tests know it: weekends are not moved, Kurman Ait on 27 May. The years beside
 * it are there without holidays, for terms that begin before it or end after it.
 */
export const kyrgyz2026: WorkingCalendar = {
  zone: "Asia/Bishkek",
  weekend: [6, 7],
  years: [2025, 2026, 2027],
  days: {
    ...Object.fromEntries(off.map((day) => [day, "off" as const])),
    ...Object.fromEntries(short.map((day) => [day, "short" as const])),
  },
}
