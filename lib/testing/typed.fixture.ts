import type { Day } from "@/lib/deadlines/day"

/** A day as its three boxes are typed. */
export const typedAs = (on: Day) => {
  const [year = "", month = "", day = ""] = on.split("-")
  return { day, month, year }
}

/** Three boxes left empty. */
export const noDay = { day: "", month: "", year: "" }
