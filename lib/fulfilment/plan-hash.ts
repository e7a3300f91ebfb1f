import { createHash } from "node:crypto"
import type { DraftOperation, Gap } from "@/lib/fulfilment/draft"
import { canonical } from "@/lib/ledger/record"

/** The hash of a plan's lines and gaps, by what is touched, how and why: same data, same plan, same hash. */
export function hashOf(operations: readonly DraftOperation[], gaps: readonly Gap[]): string {
  const touched = operations.map(({ planned, ...line }) => ({
    ...line,
    keys: planned?.keys ?? [],
    ...(planned?.span ? { span: planned.span } : {}),
    after: planned?.after ?? null,
  }))
  const open = gaps.map(({ source, wanted, why }) => ({ source, wanted, why }))
  return createHash("sha256")
    .update(canonical([...touched, ...open]))
    .digest("hex")
}
