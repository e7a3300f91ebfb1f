import { hkdfSync } from "node:crypto"
import type { ClientBase } from "pg"

export const portalRoles = ["ukuk_subject", "ukuk_staff", "ukuk_worker", "ukuk_auth", "ukuk_keyring"] as const
export type PortalRole = (typeof portalRoles)[number]

/** A single master key, or whoever holds several and derives what outlives them. */
export type Deriving = Buffer | { derive(use: string): Buffer }

/** The password of a database role, derived from the master key so that no further secret has to be kept. */
export function rolePassword(masterKey: Deriving, role: string): string {
  const use = `role:${role}`
  const derived = Buffer.isBuffer(masterKey)
    ? Buffer.from(hkdfSync("sha256", masterKey, "", use, 32))
    : masterKey.derive(use)
  return derived.toString("base64url")
}

/** Makes the login roles, or sets their passwords anew. None is a member of another and none bypasses row security. */
export async function ensureRoles(owner: ClientBase, masterKey: Deriving): Promise<void> {
  await owner.query("select pg_advisory_lock(hashtext('ukuk roles'))")
  try {
    for (const role of portalRoles)
      await patiently(() => ensureRole(owner, role, rolePassword(masterKey, role)))
    // The owner hands the queue's function to the worker's role, and so must be able to act as it.
    const { rows } = await owner.query("select rolsuper as is from pg_roles where rolname = current_user")
    if (!rows[0]?.is)
      await patiently(() => owner.query("grant ukuk_worker to current_user with inherit false, set true"))
  } finally {
    await owner.query("select pg_advisory_unlock(hashtext('ukuk roles'))")
  }
}

async function ensureRole(owner: ClientBase, role: string, secret: string): Promise<void> {
  const { rowCount } = await owner.query("select 1 from pg_roles where rolname = $1", [role])
  const password = owner.escapeLiteral(secret)
  // Everything else a role could be is off unless said, and only a superuser may say it.
  await owner.query(
    rowCount
      ? `alter role ${role} password ${password}`
      : `create role ${role} login noinherit password ${password}`,
  )
}

const TRIES = 20

/** Roles belong to the whole server and the lock to one database: whoever does the same beside us is let through first. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      await work()
      return
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : ""
      if (tries === TRIES || (code !== "XX000" && code !== "42710" && code !== "23505")) throw error
    }
}
