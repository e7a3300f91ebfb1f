import type { House } from "@/lib/context"
import { TooMany } from "@/lib/errors"

const HOUR = 3600

/**
 * How many tries of each kind in an hour, or in so many seconds; keys are keyed hashes, so the table names nobody.
 * `…_here`: from one place alone, so that who floods from theirs stops nobody else.
 */
const LIMITS = {
  sign_in_address: [300, HOUR],
  sign_in_here: [20, HOUR],
  sign_in_known: [20, HOUR],
  sign_in_login: [Number.POSITIVE_INFINITY, HOUR],
  passkey_asked: [300, HOUR],
  sign_up_address: [20, HOUR],
  sign_up_here: [3, HOUR],
  sign_up_person: [20, HOUR],
  contact_here: [3, HOUR],
  contact_phone: [20, HOUR],
  recovery_address: [20, HOUR],
  recovery_here: [3, HOUR],
  code: [20, HOUR],
  step_up: [20, HOUR],
  attach: [20, HOUR],
  search: [60, 60],
  hook_address: [6_000, HOUR],
  attach_for_others: [200, HOUR],
} as const
type Kind = keyof typeof LIMITS

const keyOf = (house: House, kind: Kind, value: string) =>
  `${kind}:${house.vault.hash(kind, value).toString("base64url")}`

/** Counts one try and returns how many it makes in its time; throws TooMany once the number is passed. */
export async function countTry(house: House, kind: Kind, value: string): Promise<number> {
  const [most, seconds] = LIMITS[kind]
  const { rows } = await house.pools.auth.query<{ tries: number }>("select guard.hit($1, $2) as tries", [
    keyOf(house, kind, value),
    seconds,
  ])
  const tries = rows[0]?.tries ?? 0
  if (tries > most) throw new TooMany(seconds)
  return tries
}

/** Takes back what was counted: the try was right, and only wrong ones in a row are held against anybody. */
export async function forgiveTries(house: House, kind: Kind, value: string): Promise<void> {
  await house.pools.auth.query("select guard.forgive($1)", [keyOf(house, kind, value)])
}
