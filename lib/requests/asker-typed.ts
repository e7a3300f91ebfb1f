import { type Day, dayIn } from "@/lib/deadlines/day"
import type { MessageRef } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { type Mandate, mandateState } from "@/lib/people/mandate"
import { offeredRight } from "@/lib/policy/lookup"
import type { Policy } from "@/lib/policy/schema"

/** The person, as the choice of who asks names them. */
export const THE_PERSON = "subject"

/**
 * Who asked, as staff chose it: the person, or somebody under one of the mandates about them, which has to carry the right
 * on the day it was received. What stands in the way comes back as the error beside `asker`.
 */
export function askerTyped(
  policy: Pick<Policy, "rights" | "organisation">,
  mandates: readonly Mandate[],
  { asker, right }: { asker: string; right: string },
  receivedAt: Date,
): { mandate: Mandate | null } | { fields: Record<string, MessageRef> } {
  if (asker === THE_PERSON) return { mandate: null }
  const refuse = (asker: MessageRef) => ({ fields: { asker } })
  const mandate = mandates.find(({ id }) => id === asker)
  if (!mandate) return refuse({ code: "choose_one" })
  if (!offeredRight(policy, right, mandate)) return refuse({ code: "right_not_in_scope" })
  const over = overOn(mandate, receivedAt, dayIn(receivedAt, policy.organisation.timezone))
  return over ? refuse(over) : { mandate }
}

function overOn(mandate: Mandate, receivedAt: Date, on: Day): MessageRef | null {
  const { startsOn, endsOn, endedAt } = mandate
  const said = (code: string, day: Day | Date) => ({ code, values: { date: formatDate(day, "ky") } })
  if (endedAt && endedAt <= receivedAt) return said("authority_over", endedAt)
  const state = mandateState({ startsOn, endsOn, endedAt: null, endedWhy: null }, on)
  if (state === "ahead") return said("authority_ahead", startsOn)
  return state === "over" && endsOn ? said("authority_over", endsOn) : null
}
