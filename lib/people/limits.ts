import type { House } from "@/lib/context"
import { TooMany } from "@/lib/errors"

const HOUR = 3600

/** How many tries of each kind an hour; keys are keyed hashes, so the table names nobody. */
const LIMITS = {
  sign_in_address: 300,
  sign_in_here: 20,
  sign_in_login: Number.POSITIVE_INFINITY,
  sign_up_address: 20,
  sign_up_person: 3,
  contact_phone: 3,
  code: 20,
  step_up: 20,
  attach: 20,
  hook_address: 6_000,
  attach_for_others: 200,
} as const
type Kind = keyof typeof LIMITS

const keyOf = (house: House, kind: Kind, value: string) =>
  `${kind}:${house.vault.hash(kind, value).toString("base64url")}`

/** Counts one try and returns how many it makes this hour; throws TooMany once the hour's number is passed. */
export async function countTry(house: House, kind: Kind, value: string): Promise<number> {
  const { rows } = await house.pools.auth.query<{ tries: number }>("select guard.hit($1, $2) as tries", [
    keyOf(house, kind, value),
    HOUR,
  ])
  const tries = rows[0]?.tries ?? 0
  if (tries > LIMITS[kind]) throw new TooMany(HOUR)
  return tries
}

/** Takes back what was counted: the try was right, and only wrong ones in a row are held against anybody. */
export async function forgiveTries(house: House, kind: Kind, value: string): Promise<void> {
  await house.pools.auth.query("select guard.forgive($1)", [keyOf(house, kind, value)])
}
