import { timingSafeEqual } from "node:crypto"
import type { Vault } from "@/lib/keys/vault"
import { canonical } from "@/lib/ledger/record"

/** Who asks what: whatever of a part is never changed. */
export type Asked = {
  id: string
  requestId: string
  subjectId: string | null
  right: string
  kind: string
  scope: unknown
}

/**
 * The deployment's own mark on what a part asks, under a key that never enters the database: whoever can write every row
 * there, and none of our keys, can make nobody ask for anything.
 */
export function markOf(vault: Pick<Vault, "sign">, asked: Asked): Buffer {
  const { id, requestId, subjectId, right, kind, scope } = asked
  return vault.sign(Buffer.from(`part|${canonical({ id, requestId, subjectId, right, kind, scope })}`))
}

/** Whether a part was opened by this deployment, and asks what it asked then. */
export const isMarked = (vault: Pick<Vault, "sign">, part: Asked & { mark: Buffer | null }): boolean =>
  isSame(part.mark, markOf(vault, part))

/** A part with the plan that is its newest. */
export type Decided = { part: string; plan: string }

/**
 * The same on what was decided: that this plan of this part is to be carried out. Made where the part is let through, by
 * whoever may; what goes on later with another plan is marked anew by whoever made that.
 */
export const decisionMark = (vault: Pick<Vault, "sign">, { part, plan }: Decided): Buffer =>
  vault.sign(Buffer.from(`decision|${canonical({ part, plan })}`))

/** Whether this deployment let a part through with this plan. */
export const isDecided = (vault: Pick<Vault, "sign">, mark: Buffer | null, decided: Decided): boolean =>
  isSame(mark, decisionMark(vault, decided))

const isSame = (mark: Buffer | null, expected: Buffer): boolean =>
  mark?.length === expected.length && timingSafeEqual(mark, expected)
