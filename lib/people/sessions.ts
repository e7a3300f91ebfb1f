import { createHash, randomBytes } from "node:crypto"
import type { House, Locale, Reach, Signed, StaffRole } from "@/lib/context"

/** Hours a session may live however busy it is; idle sessions end after fifteen minutes (guard.touch_session). */
const HOURS = { subject: 12, staff: 8 }
export const STEP_UP_MINUTES = 5

export type Device = { agent: string; address: string }
export type Answer = { is: "actor"; signed: Signed } | { is: "none" } | { is: "unavailable" }

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
}

export function sessionHash(token: string): Buffer {
  return createHash("sha256").update(Buffer.from(token, "hex")).digest()
}

/** Who holds this session id: an actor, nobody, or "the database does not answer" (then the cookie must be kept). */
export async function whoIs(house: House, token: string): Promise<Answer> {
  if (!/^[0-9a-f]{64}$/.test(token)) return { is: "none" }
  let row: SessionRow | undefined
  try {
    const found = await house.pools.auth.query<SessionRow>(
      "select t.*, guard.is_outside(t.account_id) as outside from guard.touch_session($1) t",
      [sessionHash(token)],
    )
    row = found.rows[0]
  } catch {
    return { is: "unavailable" }
  }
  const signed = row && signedFrom(row, token)
  return signed ? { is: "actor", signed } : { is: "none" }
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
  await house.pools.auth.query("select guard.open_session($1, $2, $3, $4, $5, $6)", [
    account.id,
    sessionHash(token),
    level,
    HOURS[account.kind],
    house.vault.hash("agent", device.agent),
    house.vault.hash("address", device.address),
  ])
  return token
}

/** Ends a session at once, on every page and route. */
export async function endSession(house: House, token: string): Promise<void> {
  await house.pools.auth.query("select guard.end_session($1, 'signed_out')", [sessionHash(token)])
}

/** Raises a session for five minutes after the password was typed again; the session id changes with it. */
export async function elevateSession(house: House, token: string): Promise<string | null> {
  const next = randomBytes(32).toString("hex")
  const { rows } = await house.pools.auth.query<{ moved: boolean }>(
    "select guard.elevate_session($1, $2, $3) as moved",
    [sessionHash(token), sessionHash(next), STEP_UP_MINUTES],
  )
  return rows[0]?.moved ? next : null
}
