import { Invalid } from "@/lib/errors"

/** The shortest reason: a word is none. The database holds it too. */
const LEAST_REASON = 10
const MOST_REASON = 1000

/** What was typed as a reason, trimmed. Throws Invalid beside the field. */
export function reasonTyped(field: string, typed: string): string {
  const words = typed.trim()
  if (words.length < LEAST_REASON)
    throw new Invalid({ [field]: { code: "calendar_reason", values: { min: LEAST_REASON } } })
  if (words.length > MOST_REASON)
    throw new Invalid({ [field]: { code: "too_long", values: { max: MOST_REASON } } })
  return words
}
