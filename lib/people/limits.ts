import type { House } from "@/lib/context"
import { TooMany } from "@/lib/errors"

const HOUR = 3600

/** How many tries of each kind an hour; keys are keyed hashes, so the table names nobody. */
const LIMITS = {
  sign_in_address: 300,
  sign_in_login: 20,
  sign_up_address: 20,
  sign_up_pin: 3,
  code: 20,
  step_up: 20,
  attach: 20,
} as const

/** Counts one try; throws TooMany once the hour's number is passed. */
export async function countTry(house: House, kind: keyof typeof LIMITS, value: string): Promise<void> {
  const key = `${kind}:${house.vault.hash(kind, value).toString("base64url")}`
  const { rows } = await house.pools.auth.query<{ tries: number }>("select guard.hit($1, $2) as tries", [
    key,
    HOUR,
  ])
  if ((rows[0]?.tries ?? 0) > LIMITS[kind]) throw new TooMany(HOUR)
}
