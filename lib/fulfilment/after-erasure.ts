import { type Day, dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import type { InForce } from "@/lib/policy/editions"

/** The day by which the last back-up with what was erased at `at` is overwritten; null where the policy has no term. */
export function backupsUntil({ policy }: Pick<InForce, "policy">, at: Date): Day | null {
  const term = policy.backups?.keptFor
  return term ? addPeriod(dayIn(at, policy.organisation.timezone), term) : null
}

/** The days on which what was erased and certified at `at` is read again; none where the policy names none. */
export function rereadDays({ policy }: Pick<InForce, "policy">, at: Date): Day[] {
  const day = dayIn(at, policy.organisation.timezone)
  return [...new Set((policy.reread?.after ?? []).map((period) => addPeriod(day, period)))].sort()
}
