import { existsSync } from "node:fs"
import { open, readFile } from "node:fs/promises"
import path from "node:path"
import { z } from "zod"
import { BackupFault } from "@/lib/backup/fault"
import { type BackupKey, manifestSeal } from "@/lib/backup/key"
import { canonical } from "@/lib/ledger/record"

export const FORMAT = "ukuk-backup/1"
const NAME = "manifest.json"

/** The rows of a table: `bytes` of the file from `offset` on. */
const Part = z.strictObject({
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Part = z.infer<typeof Part>

const Sequence = z.strictObject({ name: z.string(), last: z.string().regex(/^-?\d+$/), called: z.boolean() })

const Database = z.strictObject({
  file: z.string().regex(/^[a-z]+\.backup$/),
  bytes: z.int().nonnegative(),
  parts: z.array(Part),
  sequences: z.array(Sequence),
})
export type Database = z.infer<typeof Database>

/** How far a schema had come: how many migrations, and the hash of the last. */
const Schema = z.strictObject({ migrations: z.int().nonnegative(), hash: z.string() })
export type Schema = z.infer<typeof Schema>

const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  id: z.uuid(),
  at: z.iso.datetime(),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  schema: Schema,
  portal: Database,
  keys: Database,
})
/** What a backup is made of. The keys database is a file of its own, which may be kept for a shorter time. */
export type Manifest = z.infer<typeof Manifest>

export const databases = ["portal", "keys"] as const
export type DatabaseName = (typeof databases)[number]

/** Writes the manifest, last of all: a folder without it is no backup. */
export async function writeManifest(dir: string, manifest: Manifest, key: BackupKey): Promise<void> {
  const seal = manifestSeal(key, manifest.id, canonical(manifest))
  const file = await open(path.join(dir, NAME), "wx", 0o600)
  try {
    await file.writeFile(`${JSON.stringify({ ...manifest, seal }, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The manifest of a backup made under one of these keys, with that key. Throws BackupFault where there is none. */
export async function readManifest(
  dir: string,
  keys: readonly BackupKey[],
): Promise<{ manifest: Manifest; key: BackupKey }> {
  const file = path.join(dir, NAME)
  if (!existsSync(file)) throw new BackupFault(`There is no backup in ${dir}: ${NAME} is missing.`)
  const read = parsed(await readFile(file, "utf8"))
  if (!read) throw new BackupFault(`${file} is damaged, or of a version this one does not know.`)
  const { seal, ...manifest } = read
  const key = keys.find(({ id }) => id === manifest.keyId)
  if (!key)
    throw new BackupFault(
      `This backup was made under the backup key ${manifest.keyId}; given here is ${keys.map(({ id }) => id).join(", ")}. Set BACKUP_KEY, or MASTER_KEY, to what it was then.`,
    )
  if (manifestSeal(key, manifest.id, canonical(manifest)) !== seal)
    throw new BackupFault(`${file} was altered.`)
  return { manifest, key }
}

function parsed(text: string): (Manifest & { seal: string }) | null {
  try {
    return Manifest.extend({ seal: z.string() }).parse(JSON.parse(text))
  } catch {
    // Whatever is no manifest of ours is a damaged one.
    return null
  }
}
