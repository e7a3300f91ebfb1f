import { existsSync, statSync } from "node:fs"
import path from "node:path"
import { Writable } from "node:stream"
import { BackupFault } from "@/lib/backup/fault"
import type { BackupKey } from "@/lib/backup/key"
import { type DatabaseName, databases, type Manifest, readManifest } from "@/lib/backup/manifest"
import { isUnaltered, readPart, type Stored } from "@/lib/backup/part"

/** Which databases of a backup are meant; both where nothing is said. */
export type Which = readonly DatabaseName[]

/** A backup's parts in their order. */
export function storedParts(
  dir: string,
  { manifest, key }: { manifest: Manifest; key: BackupKey },
  which: Which,
): Stored[] {
  return which.flatMap((of) => manifest[of].parts.map((part) => ({ dir, manifest, key, of, part })))
}

/**
 * What is wrong with the files of a backup, a sentence for each: missing, cut, longer, and every part whose bytes are not
 * those that were written. Nothing is opened.
 */
export async function faultsOf(
  dir: string,
  read: { manifest: Manifest; key: BackupKey },
  which: Which,
): Promise<string[]> {
  const faults: string[] = []
  for (const of of which) {
    const { file, bytes } = read.manifest[of]
    const place = path.join(dir, file)
    if (!existsSync(place)) {
      faults.push(`${place} is missing.`)
      continue
    }
    const { size } = statSync(place)
    if (size !== bytes) faults.push(`${place} has ${size} bytes, not ${bytes}.`)
    for (const stored of storedParts(dir, read, [of]))
      if (!(await isUnaltered(stored)))
        faults.push(`${place}: the part ${stored.part.name} is not what was written.`)
  }
  return faults
}

/**
 * Reads a backup through without restoring it: files, parts, and every row under its seal. Returns what is wrong, a sentence
 * for each; throws BackupFault where it is no backup, or of another key.
 */
export async function checkBackup(
  dir: string,
  keys: readonly BackupKey[],
  which: Which = databases,
): Promise<{ manifest: Manifest; faults: string[] }> {
  const read = await readManifest(dir, keys)
  const faults = await faultsOf(dir, read, which)
  for (const stored of faults.length > 0 ? [] : storedParts(dir, read, which))
    await readPart(stored, nowhere()).catch((error: unknown) => {
      if (!(error instanceof BackupFault)) throw error
      faults.push(error.message)
    })
  return { manifest: read.manifest, faults }
}

const nowhere = () => new Writable({ write: (_bytes, _encoding, next) => next() })
