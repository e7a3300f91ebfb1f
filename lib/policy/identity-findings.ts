import { ProfileRight } from "@/lib/policy/profile-schema"
import { type Finding, placed, under } from "@/lib/policy/references"
import { Right } from "@/lib/policy/rights-schema"
import type { Term } from "@/lib/policy/text-schema"

/** How many days at least a period or term lasts: of a month, its shortest. */
const DAYS = { Y: 365, M: 28, D: 1, months: 28, calendar_days: 1, working_days: 1 }

/**
 * Whether an erasure can be taken back for longer than the organisation has for it: whoever asks would be answered too
 * late, or could take nothing back.
 */
export function identityFindings(policy: unknown, profile: unknown): Finding[] {
  const period = under(under(policy, "identity"), "takeBack")
  const [, n, unit] = /^P(\d+)([YMD])$/.exec(typeof period === "string" ? period : "") ?? []
  if (!n || !unit) return []
  const days = Number(n) * DAYS[unit as "Y" | "M" | "D"]
  const statutory = placed(profile, "rights", ProfileRight).map(({ value }) => value)
  const shorter = placed(policy, "rights", Right).filter(({ value: { code, term, effects } }) => {
    if ((code !== "erasure" && !effects?.erases) || effects?.reviewed) return false
    const own: Term | undefined = "n" in term ? term : statutory.find((each) => each.code === code)?.term
    return own !== undefined && own.n * DAYS[own.unit] <= days
  })
  return shorter.map(({ value }) => ({
    path: ["identity", "takeBack"],
    reason: `"takeBack" is as long as the term of the right "${value.code}", or longer: shorten it, so that what is asked is done in time.`,
  }))
}
