import path from "node:path"
import { parseArgs } from "node:util"
import { openEmbedded } from "@/db/embedded"
import { databases } from "@/lib/backup/manifest"
import { restoreBackup } from "@/lib/backup/restore"
import { ensurePortalDatabases } from "../start/databases"
import { deploymentOf } from "../start/deployment"
import { lines, whichOf } from "./backup"
import { backupKeysOf, sealedUnder, told } from "./backup-told"

const RESTORE_USAGE = `Restores a backup into empty databases, which are made where there are none.

  npm run ukuk -- restore DIR [--only portal|keys] [--json]

  DIR     the folder of a backup
  --only  one of the two databases; the other from another backup, where the keys' is not older than the portal's, or left
          alone because it was not lost
  --json  one JSON object instead of lines

Files are checked first; references are checked as the rows are in; a backup of an older version is brought to this one.
Cut off at any point, it is run again and begins anew, and the portal does not start meanwhile. Whoever was signed in then
signs in again. The start that follows keeps the portal shut until what was erased since is erased again (docs/restore.md).
Uses DATABASE_URL, or the embedded server of UKUK_HOME, MASTER_KEY, and BACKUP_KEY. Exit 0: restored; 1: it was not; 2:
wrong usage.`

const OPTIONS = {
  only: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

type Out = (line: string) => void
type Asked = NonNullable<ReturnType<typeof question>>

/** `restore DIR`. Returns the exit code: 0 restored, 1 it was not, 2 wrong usage. */
export async function restoreCommand(args: string[], env: NodeJS.ProcessEnv, out: Out): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked?.dir || asked.help) {
    out(RESTORE_USAGE)
    return asked?.help ? 0 : 2
  }
  return told(path.dirname(path.resolve(asked.dir)), out, () => restore(asked, env, out))
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [dir, ...more] = positionals
    const which = whichOf(values.only)
    return { ...values, which, dir: dir && which && more.length === 0 ? dir : null }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

async function restore(asked: Asked, env: NodeJS.ProcessEnv, out: Out): Promise<0 | 1> {
  const value = sealedUnder(env, out)?.variables
  if (!value) return 1
  const [dir, which] = [path.resolve(asked.dir ?? ""), asked.which ?? databases]
  const server = value.databaseUrl ? null : await openEmbedded(path.resolve(value.home))
  try {
    const deployment = deploymentOf(value, server?.url ?? null)
    await ensurePortalDatabases(deployment.ownerUrl)
    const keys = backupKeysOf(deployment.masterKey, env)
    const manifest = await restoreBackup(dir, keys, deployment, which)
    if (asked.json) out(JSON.stringify({ restored: which, id: manifest.id, at: manifest.at }))
    else for (const line of ["Restored.", ...lines(manifest, which)]) out(line)
    return 0
  } finally {
    await server?.stop()
  }
}
