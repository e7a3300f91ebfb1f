import { BackupFault } from "@/lib/backup/fault"
import { type BackupKey, backupKey } from "@/lib/backup/key"
import { keyBytes, readVariables } from "@/lib/configuration"
import type { MasterKey } from "@/lib/keys/provider"
import { keptMasterKey } from "../start/secrets"

/**
 * The master key and the variables it is used with; prints what is wrong, and returns null. None is made here: what was
 * sealed under another would never open.
 */
export function sealedUnder(env: NodeJS.ProcessEnv, out: (line: string) => void) {
  const { value, faults } = readVariables(env)
  const masterKey = value && (value.masterKey ?? keptMasterKey(value.home))
  if (value && masterKey) return { variables: value, masterKey }
  for (const fault of faults ?? ["MASTER_KEY is missing: give the one of the time of the backup."]) out(fault)
  return null
}

/** The keys a backup may be under: that of BACKUP_KEY where it is given, else that of the master key. */
export function backupKeysOf(masterKey: MasterKey, { BACKUP_KEY: own }: NodeJS.ProcessEnv): [BackupKey] {
  return [backupKey(own ? keyBytes(own) : masterKey)]
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: "There is no room left for it in",
  EDQUOT: "There is no room left for it in",
  EFBIG: "There is no room left for it in",
  EACCES: "It is not allowed to write, or read, in",
  EPERM: "It is not allowed to write, or read, in",
  EROFS: "Nothing can be written in",
  EIO: "The disk is damaged that holds",
}

/** What the database, or the way to it, says when it is away. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EPIPE|57P0\d|08\d\d\d|28\w{3}|53\d\d\d)$/

/** Runs `work` on a folder in `place`; what can go wrong there is told in a sentence, and nothing is kept then. */
export async function told(
  place: string,
  out: (line: string) => void,
  work: () => Promise<0 | 1>,
): Promise<0 | 1> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : ""
    if (error instanceof BackupFault) out(error.message)
    else if (SENTENCES[code]) out(`${SENTENCES[code]} ${place} (${code}): nothing of it was kept.`)
    else if (AWAY.test(code)) out(`The database does not answer as it should (${code}): nothing was kept.`)
    else throw error
    return 1
  }
}
