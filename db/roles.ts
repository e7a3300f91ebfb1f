import { hkdfSync } from "node:crypto"
import type { ClientBase } from "pg"

export const portalRoles = ["ukuk_subject", "ukuk_staff", "ukuk_worker", "ukuk_auth", "ukuk_keyring"] as const
export type PortalRole = (typeof portalRoles)[number]

/** The password of a database role, derived from the master key so that no further secret has to be kept. */
export function rolePassword(masterKey: Buffer, role: string): string {
  return Buffer.from(hkdfSync("sha256", masterKey, "", `role:${role}`, 32)).toString("base64url")
}

/** Makes the login roles, or sets their passwords anew. None is a member of another and none bypasses row security. */
export async function ensureRoles(owner: ClientBase, masterKey: Buffer): Promise<void> {
  await owner.query("select pg_advisory_lock(hashtext('ukuk roles'))")
  try {
    for (const role of portalRoles) {
      const { rowCount } = await owner.query("select 1 from pg_roles where rolname = $1", [role])
      const attributes = `login noinherit nosuperuser nocreatedb nocreaterole nobypassrls password '${rolePassword(masterKey, role)}'`
      await owner.query(`${rowCount ? "alter" : "create"} role ${role} ${attributes}`)
    }
  } finally {
    await owner.query("select pg_advisory_unlock(hashtext('ukuk roles'))")
  }
}
