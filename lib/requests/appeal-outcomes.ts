import type { InForce } from "@/lib/policy/editions"
import { type AppliedGround, grounds } from "@/lib/policy/lookup"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import type { PartScope } from "@/lib/requests/scope"

export const appealOutcomes = ["overturned", "partly_overturned", "confirmed"] as const
export type AppealOutcome = (typeof appealOutcomes)[number]

/** What of the part an appeal is against says how it may be answered. */
export type Original = { right: PartScope["right"]; ground: string | null }

/**
 * The grounds a decision may stand on after an appeal, in whole or in part: its own, those that keep or refuse what the
 * original right asks, and those on which a complaint is declined.
 */
export function standingGrounds(inForce: InForce, original: Original): AppliedGround[] {
  const answering = grounds(inForce).filter(
    ({ kind, rights }) => (kind === "keep" || kind === "refuse") && rights.includes(original.right),
  )
  const own = grounds(inForce).filter(({ code }) => code === original.ground)
  const all = [...own, ...answering, ...refuseGroundsFor(inForce, "complaint")]
  return [...new Map(all.map((each) => [each.code, each])).values()]
}
