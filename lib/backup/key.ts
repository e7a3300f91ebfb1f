import { createHmac, hkdfSync } from "node:crypto"
import { type KeyProvider, keysOf } from "@/lib/keys/provider"

/** What a backup is sealed under; the id is a fingerprint by which the right one is known again. */
export type BackupKey = { key: Buffer; id: string }

const derive = (from: Buffer, salt: string, use: string, length = 32): Buffer =>
  Buffer.from(hkdfSync("sha256", from, salt, use, length))

/** The backup key that follows from a secret of 32 bytes: a BACKUP_KEY, or a master key. */
export function backupKey(secret: Buffer | KeyProvider): BackupKey {
  const key = keysOf(secret).derive("backup")
  return { key, id: derive(key, "", "backup key id", 8).toString("hex") }
}

/** The key of one part of one backup: a part of another backup, or in another's place, does not open. */
export const partKey = ({ key }: BackupKey, backup: string, database: string, part: string): Buffer =>
  derive(key, backup, `part\0${database}\0${part}`)

/** The mark under a manifest. */
export const manifestSeal = ({ key }: BackupKey, backup: string, text: string): string =>
  createHmac("sha256", derive(key, backup, "manifest"))
    .update(text)
    .digest("hex")
