import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, open, readdir, rename, rm } from "node:fs/promises"
import path from "node:path"
import type { ClientBase } from "pg"
import { BackupFault } from "@/lib/backup/fault"
import { type BackupKey, partKey } from "@/lib/backup/key"
import {
  type Database,
  type DatabaseName,
  FORMAT,
  type Manifest,
  type Part,
  writeManifest,
} from "@/lib/backup/manifest"
import { writePart } from "@/lib/backup/part"
import { schemaOf } from "@/lib/backup/schema-of"
import { atOneMoment, over } from "@/lib/backup/snapshot"
import { sequencesOf, type Table, tablesOf } from "@/lib/backup/tables"

/** Where the two databases are, with a login that owns them. */
export type OwnedDatabases = { ownerUrl: string; keysOwnerUrl: string }

/**
 * Writes a backup of both databases as they are at one moment into the folder `dir`, which must not exist or be empty,
 * while the portal runs. The folder appears when all of it is on the disk, or not at all. Memory does not grow with the
 * data. Throws BackupFault.
 */
export async function makeBackup(from: OwnedDatabases, dir: string, key: BackupKey): Promise<Manifest> {
  await requireRoom(dir)
  return over(from.ownerUrl, async (lock) => {
    const { rows } = await lock.query("select pg_try_advisory_lock(hashtext('ukuk backup')) as mine")
    if (!rows[0]?.mine) throw new BackupFault("Another backup of this portal is being made: wait for it.")
    const unfinished = `${dir}.unfinished`
    await rm(unfinished, { recursive: true, force: true })
    try {
      await mkdir(unfinished, { mode: 0o700 })
      const manifest = await atOneMoment(from, (portal, keys) => written(unfinished, { portal, keys }, key))
      const { migrations } = await schemaOf(lock)
      if (migrations !== manifest.schema.migrations)
        throw new BackupFault("The databases were brought to another version meanwhile: run it again.")
      await syncFolder(unfinished)
      await rename(unfinished, dir)
      await syncFolder(path.dirname(dir))
      return manifest
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true })
      throw error
    }
  })
}

async function requireRoom(dir: string): Promise<void> {
  const parent = path.dirname(dir)
  if (!existsSync(parent))
    throw new BackupFault(`The folder ${parent} does not exist: is the disk for backups there?`)
  if (existsSync(dir) && (await readdir(dir)).length > 0)
    throw new BackupFault(`${dir} is not empty: a backup gets a folder of its own.`)
}

async function written(
  dir: string,
  clients: Readonly<Record<DatabaseName, ClientBase>>,
  key: BackupKey,
): Promise<Manifest> {
  const head = {
    format: FORMAT as typeof FORMAT,
    id: randomUUID(),
    at: new Date().toISOString(),
    keyId: key.id,
    schema: await schemaOf(clients.portal),
  }
  const database = (name: DatabaseName) =>
    writeDatabase(clients[name], { file: path.join(dir, `${name}.backup`), id: head.id, name, key })
  const manifest = { ...head, portal: await database("portal"), keys: await database("keys") }
  await writeManifest(dir, manifest, key)
  return manifest
}

type Place = { file: string; id: string; name: DatabaseName; key: BackupKey }

async function writeDatabase(client: ClientBase, { file, id, name, key }: Place): Promise<Database> {
  const tables = await wholeTables(client)
  const handle = await open(file, "wx", 0o600)
  const parts: Part[] = []
  let offset = 0
  try {
    for (const table of tables) {
      const to = { file: handle, offset, key: partKey(key, id, name, table.name) }
      const part = await writePart(client, table, to)
      parts.push(part)
      offset += part.bytes
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { file: path.basename(file), bytes: offset, parts, sequences: await sequencesOf(client) }
}

/** Row security hides rows from an owner, too, who would then miss them without a word. */
async function wholeTables(client: ClientBase): Promise<Table[]> {
  const tables = await tablesOf(client)
  const hidden = tables.filter(({ isWhole }) => !isWhole).map(({ name }) => name)
  if (hidden.length > 0)
    throw new BackupFault(
      `The login of DATABASE_URL is not shown every row of ${hidden.join(", ")}: a backup would lack them.`,
    )
  return tables
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, "r")
  await folder.sync().finally(() => folder.close())
}
