import "server-only"
import { currentLocale } from "@/app/_server/locale"
import type { DataOrigin } from "@/lib/policy/schema"

/** How data of an origin is called: to the person it is about, or to staff. */
export const fromWords = async (reader: "person" | "staff"): Promise<(origin: DataOrigin) => string> => {
  const locale = await currentLocale()
  return ({ title, heading, staffHeading }) =>
    ((reader === "person" ? heading : staffHeading) ?? title)[locale]
}
