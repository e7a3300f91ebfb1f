import { createHash, randomBytes, randomUUID } from "node:crypto"
import type { House, Locale, MandateKind, Reach, Signed, StaffRole } from "@/lib/context"
import { deviceText, kindOf } from "@/lib/people/device"

/** Hours a session may live however busy it is; idle sessions end after fifteen minutes (guard.touch_session). */
const HOURS = { subject: 12, staff: 8 }
/** How many may be open at once (guard.open_session); the oldest ends. */
export const MOST_SESSIONS = { subject: 5, staff: 2 }
export const STEP_UP_MINUTES = 5

/** `known`: what the browser kept of an earlier sign-in, if anything; see known-device.ts. */
export type Device = { agent: string; address: string; known?: string | null }
export type Answer =
  | { is: "actor"; signed: Signed }
  /** Signed in, but with no data of their own, or under a mandate that is over. */
  | { is: "holder"; holder: Holder }
  /** `over`: what ended the session whose number still came, where there was one. */
  | { is: "none"; over?: string }
  | { is: "unavailable" }

/** An account that at this moment acts on nobody's data. */
export type Holder = { token: string; accountId: string; locale: Locale; over: string | null }

type SessionRow = {
  account_id: string
  kind: "subject" | "staff"
  subject_id: string | null
  role: StaffRole | null
  unit: string | null
  outside: boolean
  locale: Locale
  elevated_until: Date | null
  reach: Reach
  mandate_id: string | null
  mandate_kind: MandateKind | null
  mandate_rights: string[] | null
  here: boolean
}

/** Where the kind of device of a session is sealed. */
export const devicePlace = (id: string): string => `sessions.device|${id}`

export function sessionHash(token: string): Buffer {
  return createHash("sha256").update(Buffer.from(token, "hex")).digest()
}

/**
 * Who holds this session id: an actor, nobody, or "the database does not answer" (then the cookie must be kept). With the
 * `address` it is used from, staff outside the networks they may work from are nobody.
 */
export async function whoIs(house: House, token: string, address?: string): Promise<Answer> {
  if (!/^[0-9a-f]{64}$/.test(token)) return { is: "none" }
  let row: SessionRow | undefined
  try {
    const found = await house.pools.auth.query<SessionRow>(
      `select t.*, guard.is_outside(t.account_id) as outside,
         t.kind = 'subject' or $2::text is null or guard.staff_may_from($2) as here from guard.touch_session($1) t`,
      [sessionHash(token), address ?? null],
    )
    row = found.rows[0]
  } catch {
    return { is: "unavailable" }
  }
  if (!row) return overWith(house, token)
  if (!row.here) return { is: "none", over: "network" }
  const signed = signedFrom(row, token)
  if (signed) return { is: "actor", signed }
  if (row.kind === "staff") return { is: "none" }
  const { account_id: accountId, locale, mandate_id: over } = row
  return { is: "holder", holder: { token, accountId, locale, over } }
}

async function overWith(house: House, token: string): Promise<Answer> {
  try {
    const { rows } = await house.pools.auth.query<{ over: string | null }>(
      "select guard.session_over($1) as over",
      [sessionHash(token)],
    )
    return rows[0]?.over ? { is: "none", over: rows[0].over } : { is: "none" }
  } catch {
    return { is: "unavailable" }
  }
}

/** Seconds until a session ends of itself, without using it; null for one that is over. */
export async function secondsLeft(house: House, token: string): Promise<number | null> {
  if (!/^[0-9a-f]{64}$/.test(token)) return null
  const { rows } = await house.pools.auth.query<{ left: number | null }>(
    "select guard.session_left($1) as left",
    [sessionHash(token)],
  )
  return rows[0]?.left ?? null
}

function signedFrom(row: SessionRow, token: string): Signed | undefined {
  const { account_id: accountId, locale } = row
  if (row.kind === "staff" && row.role) {
    const { role, outside } = row
    return { token, actor: { kind: "staff", accountId, role, unit: row.unit ?? "", locale, outside } }
  }
  if (row.kind === "subject" && row.subject_id) {
    return {
      token,
      actor: {
        kind: "subject",
        accountId,
        subjectId: row.subject_id,
        locale,
        elevatedUntil: row.elevated_until,
        reach: row.reach,
        mandate:
          row.mandate_id && row.mandate_kind
            ? { id: row.mandate_id, kind: row.mandate_kind, rights: row.mandate_rights }
            : null,
      },
    }
  }
  return undefined
}

/** Opens a session for an account and returns its id (64 hex digits), which lives only in the cookie. */
export async function openSession(
  house: House,
  account: { id: string; kind: "subject" | "staff" },
  level: 1 | 2,
  device: Device,
): Promise<string> {
  const token = randomBytes(32).toString("hex")
  const id = randomUUID()
  await house.pools.auth.query("select guard.open_session($1, $2, $3, $4, $5, $6, $7, $8)", [
    account.id,
    sessionHash(token),
    level,
    HOURS[account.kind],
    house.vault.hash("agent", device.agent),
    house.vault.hash("address", device.address),
    id,
    house.vault.sealOwn(devicePlace(id), deviceText(kindOf(device))),
  ])
  return token
}

/** From now on the session acts under a mandate, or for its own account alone (null). False: it may not. */
export async function actUnder(house: House, token: string, mandate: string | null): Promise<boolean> {
  const { rows } = await house.pools.auth.query<{ moved: boolean }>(
    "select guard.act_under($1, $2) as moved",
    [sessionHash(token), mandate],
  )
  return rows[0]?.moved ?? false
}

/** Ends a session at once, on every page and route. */
export async function endSession(house: House, token: string): Promise<void> {
  await house.pools.auth.query("select guard.end_session($1, 'signed_out')", [sessionHash(token)])
}

/** Raises a session for five minutes after the password was typed again; the session id changes with it. */
export function elevateSession(house: House, token: string): Promise<string | null> {
  return moveSession(house, token, STEP_UP_MINUTES)
}

/** Gives a session another id and takes back what it was raised to. */
export function renewSession(house: House, token: string): Promise<string | null> {
  return moveSession(house, token, 0)
}

async function moveSession(house: House, token: string, minutes: number): Promise<string | null> {
  const next = randomBytes(32).toString("hex")
  const { rows } = await house.pools.auth.query<{ moved: boolean }>(
    "select guard.elevate_session($1, $2, $3) as moved",
    [sessionHash(token), sessionHash(next), minutes],
  )
  return rows[0]?.moved ? next : null
}
