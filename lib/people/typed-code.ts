import { timingSafeEqual } from "node:crypto"
import type { House } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { normalCode } from "@/lib/people/one-time-codes"

/** What a code was sent for. A code of one flow never fits in another. */
type Flow = "sign_up_code" | "recovery_code" | "contact_code"

/** What is kept of a code: bound to its flow and to the one beginning it was sent for. */
export const codeHash = ({ vault }: House, flow: Flow, id: string, code: string): Buffer =>
  vault.hash(flow, `${id}:${code}`)

/**
 * Counts one try of a typed code and opens what was found for it. Throws Invalid beside the code when it is misshapen, over or
 * wrong; after five wrong ones none fits.
 */
export async function foundByCode(house: House, flow: Flow, id: string, typed: string): Promise<string> {
  const code = normalCode(typed)
  if (!code) throw new Invalid({ code: { code: "code_shape" } })
  const { rows } = await house.pools.auth.query<{ found: Buffer | null; code_hash: Buffer | null }>(
    "select found, code_hash from guard.try_sign_up($1)",
    [id],
  )
  const [row] = rows
  if (!row) throw new Invalid({ code: { code: "code_expired" } })
  const fits = row.code_hash && timingSafeEqual(row.code_hash, codeHash(house, flow, id, code))
  if (!fits || !row.found) throw new Invalid({ code: { code: "wrong_code" } })
  return (await house.vault.open({ id, purpose: "data" }, "sign_ups.found", row.found)).toString()
}
