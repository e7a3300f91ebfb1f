import type { ClientBase } from "pg"
import { migrate, migrateKeys, migrationsKnown } from "@/db/migrate"
import { faultsOf, storedParts, type Which } from "@/lib/backup/check"
import { BackupFault } from "@/lib/backup/fault"
import type { BackupKey } from "@/lib/backup/key"
import { loadRows } from "@/lib/backup/load"
import type { OwnedDatabases } from "@/lib/backup/make"
import { type DatabaseName, databases, type Manifest, readManifest } from "@/lib/backup/manifest"
import { over } from "@/lib/backup/snapshot"
import { claim, release, requireEmpty } from "@/lib/backup/target"
import type { MasterKey } from "@/lib/keys/provider"

/** Where to restore to: databases that exist; the roles' passwords follow from the master key. */
export type Target = OwnedDatabases & { masterKey: MasterKey }

/**
 * Restores a backup, or one database of it, into empty databases, and brings them to the present schema. Each is filled in
 * one transaction after its files were checked; cut off at any point, it is begun anew by running it again, and the portal
 * does not start meanwhile. Throws BackupFault.
 */
export async function restoreBackup(
  dir: string,
  keys: readonly BackupKey[],
  target: Target,
  which: Which = databases,
): Promise<Manifest> {
  const read = await readManifest(dir, keys)
  const faults = await faultsOf(dir, read, which)
  if (faults.length > 0) throw new BackupFault(faults.join("\n"))
  await requireKnown(read.manifest)
  await overEach(target, which, async (clients) => {
    for (const { client } of clients) await requireEmpty(client)
    for (const { client } of clients) await claim(client)
    const { migrations: upTo } = read.manifest.schema
    await (which.includes("portal") ? migrate({ ...target, upTo }) : migrateKeys(target))
    for (const { of, client } of clients) {
      await client.query("begin")
      await loadRows(client, storedParts(dir, read, [of]), read.manifest[of].sequences)
      if (of === "portal") await endSessions(client)
    }
    for (const { client } of clients) await client.query("commit")
    await (which.includes("portal") ? migrate(target) : migrateKeys(target))
    // The portal's last: while it stands, no start opens the two.
    for (const { client } of clients) await release(client)
  })
  return read.manifest
}

type Each = { of: DatabaseName; client: ClientBase }

/** Keys first, so that no row of the portal stands without its key. */
async function overEach(
  { ownerUrl, keysOwnerUrl }: Target,
  which: Which,
  work: (clients: readonly Each[]) => Promise<void>,
): Promise<void> {
  const urls: Readonly<Record<DatabaseName, string>> = { keys: keysOwnerUrl, portal: ownerUrl }
  const open = async (rest: readonly DatabaseName[], opened: readonly Each[]): Promise<void> => {
    const [of, ...others] = rest
    if (!of) return work(opened)
    await over(urls[of], (client) => open(others, [...opened, { of, client }]))
  }
  await open(
    (["keys", "portal"] as const).filter((of) => which.includes(of)),
    [],
  )
}

async function requireKnown({ schema, at }: Manifest): Promise<void> {
  const known = await migrationsKnown()
  if (known[schema.migrations - 1] !== schema.hash)
    throw new BackupFault(
      `The backup of ${at} was made by a version of the portal this one does not know (${schema.migrations} migrations; here are ${known.length}): restore it with the version it was made by.`,
    )
}

/** Whoever was signed in then may have been shut out since, or have signed out. */
async function endSessions(client: ClientBase): Promise<void> {
  await client.query("update sessions set ended_at = now(), ended_why = 'restored' where ended_at is null")
}
