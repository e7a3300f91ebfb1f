import { rereadDays } from "@/lib/fulfilment/after-erasure"
import type { DraftOperation } from "@/lib/fulfilment/draft"
import type { StoredOperation } from "@/lib/fulfilment/store-plan"
import { isRun, type Work } from "@/lib/fulfilment/work"
import { PORTAL } from "@/lib/sources/map-schema"

const isAccountKept = ({ source, phase }: DraftOperation): boolean => source === PORTAL && phase === "kept"

/**
 * A plan in which nothing but the account waits, with the day on which it goes: that of the last reading after a
 * certificate sealed now.
 */
export function withAccountEnd(work: Work, now: Date): Work {
  const { plan, inForce } = work
  const waiting = plan.operations.filter(({ phase }) => phase !== "now")
  const untilOn = rereadDays(inForce, now).at(-1)
  if (!untilOn || waiting.length === 0 || !waiting.every(isAccountKept)) return work
  const operations = plan.operations.map((line) => (isAccountKept(line) ? { ...line, untilOn } : line))
  return { ...work, plan: { ...plan, operations } }
}

/** Whether the account waits for the last reading after a certificate. */
export const keepsAccount = ({ plan }: Work): boolean => plan.operations.some(isAccountKept)

/** Whether a line erases the account itself. */
export const erasesAccount = (line: StoredOperation): boolean =>
  isRun(line) && line.source === PORTAL && line.operation === "erase" && line.place === "accounts"

/** Whether a plan does. */
export const closesAccount = ({ plan }: Work): boolean => plan.operations.some(erasesAccount)
