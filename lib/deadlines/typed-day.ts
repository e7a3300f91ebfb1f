import { type Day, isDay } from "@/lib/deadlines/day"

/** A date as its three boxes were typed. */
export type TypedDay = { day?: string | undefined; month?: string | undefined; year?: string | undefined }

/** The day of three boxes: "" where nothing was typed, null for what is no day of these three centuries. */
export function typedDay({ day = "", month = "", year = "" }: TypedDay): Day | "" | null {
  const [d = "", m = "", y = ""] = [day, month, year].map((part) => part.trim())
  if (!d && !m && !y) return ""
  const written = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`
  return /^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(written) && isDay(written) ? written : null
}
