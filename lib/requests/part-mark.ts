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
export function isMarked(vault: Pick<Vault, "sign">, part: Asked & { mark: Buffer | null }): boolean {
  const expected = markOf(vault, part)
  return part.mark?.length === expected.length && timingSafeEqual(part.mark, expected)
}
