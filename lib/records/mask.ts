import type { FieldType } from "@/lib/policy/schema"

const DOTS = "••••"
const SHORTEST = 6

/**
 * What of a value may stand on the screen before the password is typed again: the last two characters of a longer
 * text, an e-mail's first letter and its domain, nothing of sums, dates and short words. A courtesy of the screen,
 * never a reason to refuse (rule 18).
 */
export function maskText(type: FieldType, text: string): string {
  if (type === "email") {
    const [name = "", domain = ""] = text.split("@")
    return domain ? `${[...name][0] ?? ""}${DOTS}@${domain}` : DOTS
  }
  if (!["text", "phone", "pin", "ip"].includes(type)) return DOTS
  const letters = [...text.trim()]
  return letters.length < SHORTEST ? DOTS : `${DOTS} ${letters.slice(-2).join("")}`
}
