import { addMonths, type Day } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import type { MessageRef } from "@/lib/errors"
import { secrecyGrounds } from "@/lib/fulfilment/keeping"
import type { InForce } from "@/lib/policy/editions"

/** Under which secrecy ground the person is not shown it, and until when; null where they are. */
export function secrecyGiven(
  fields: Record<string, MessageRef>,
  inForce: InForce,
  { secrecy, review }: { secrecy: string; review: TypedDay },
  today: Day,
): { secrecy: string; reviewOn: Day } | null {
  if (!secrecy) return null
  const reviewOn = typedDay(review)
  if (!secrecyGrounds(inForce).some(({ code }) => code === secrecy))
    fields.secrecy = { code: "ground_required" }
  if (!reviewOn) fields.review = { code: reviewOn === "" ? "required" : "date_shape" }
  else if (reviewOn <= today) fields.review = { code: "day_past" }
  else if (reviewOn > addMonths(today, 12)) fields.review = { code: "hold_review_late" }
  return reviewOn ? { secrecy, reviewOn } : null
}
