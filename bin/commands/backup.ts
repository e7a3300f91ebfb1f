import path from "node:path"
import { parseArgs } from "node:util"
import { checkBackup } from "@/lib/backup/check"
import { makeBackup } from "@/lib/backup/make"
import { type DatabaseName, databases, type Manifest } from "@/lib/backup/manifest"
import { sizeOf } from "@/lib/backup/part"
import { backupKeysOf, sealedUnder, told } from "./backup-told"
import { withOwner } from "./owner"

const BACKUP_USAGE = `Backs up the portal's database and the keys database while the portal runs, or checks a backup.

  npm run ukuk -- backup DIR [--json]
  npm run ukuk -- backup check DIR [--only portal|keys] [--json]

  DIR     a folder that does not exist yet, in one that does. In it appear, when all is on the disk, portal.backup,
          keys.backup and manifest.json. For a folder named "check" write ./check
  check   reads a backup through, every row under its seal, and names what is missing, cut or altered
  --only  one of the two databases: backups of keys are kept for a shorter time than those of the portal
  --json  one JSON object instead of lines

Sealed under BACKUP_KEY, or where there is none under a key made from MASTER_KEY: whoever loses it loses the backup. Uses
DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: done, or the backup holds; 1: it could not be made, or does not
hold; 2: wrong usage.`

const OPTIONS = {
  only: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

type Out = (line: string) => void
type Asked = NonNullable<ReturnType<typeof question>>

/** `backup DIR` and `backup check DIR`. Returns the exit code: 0 done, 1 it failed or does not hold, 2 wrong usage. */
export async function backupCommand(args: string[], env: NodeJS.ProcessEnv, out: Out): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked?.dir || asked.help) {
    out(BACKUP_USAGE)
    return asked?.help ? 0 : 2
  }
  return told(path.dirname(path.resolve(asked.dir)), out, () =>
    asked.isCheck ? check(asked, env, out) : make(asked, env, out),
  )
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const isCheck = positionals[0] === "check"
    const [dir, ...more] = isCheck ? positionals.slice(1) : positionals
    const which = whichOf(values.only)
    const fits = dir && more.length === 0 && which && (isCheck || values.only === undefined)
    return { ...values, isCheck, which, dir: fits ? dir : null }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

/** What `--only` names; null where it names nothing there is. */
export const whichOf = (only: string | undefined): readonly DatabaseName[] | null => {
  if (only === undefined) return databases
  const named = databases.filter((name) => name === only)
  return named.length > 0 ? named : null
}

async function make({ dir, json }: Asked, env: NodeJS.ProcessEnv, out: Out): Promise<0 | 1> {
  const place = path.resolve(dir ?? "")
  return withOwner(env, out, async (_, deployment) => {
    const [key] = backupKeysOf(deployment.masterKey, env)
    const manifest = await makeBackup(deployment, place, key)
    if (json) out(JSON.stringify({ dir: place, ...summary(manifest) }))
    else for (const line of lines(manifest, databases)) out(line)
  })
}

async function check({ dir, which, json }: Asked, env: NodeJS.ProcessEnv, out: Out): Promise<0 | 1> {
  const under = sealedUnder(env, out)
  if (!under) return 1
  const { manifest, faults } = await checkBackup(
    path.resolve(dir ?? ""),
    backupKeysOf(under.masterKey, env),
    which ?? databases,
  )
  if (json) out(JSON.stringify({ holds: faults.length === 0, faults, ...summary(manifest) }))
  else for (const line of faults.length > 0 ? faults : lines(manifest, which ?? databases)) out(line)
  return faults.length === 0 ? 0 : 1
}

const summary = ({ id, at, keyId, portal, keys }: Manifest) => ({
  ...{ id, at, keyId },
  databases: { portal: sizeOf(portal), keys: sizeOf(keys) },
})

/** What a backup holds, a line for each database. */
export function lines(manifest: Manifest, which: readonly DatabaseName[]): string[] {
  const each = which.map((name) => {
    const { tables, rows, bytes } = sizeOf(manifest[name])
    return `${name}: ${tables} tables, ${rows} rows, ${bytes} bytes.`
  })
  return [...each, `As of ${manifest.at}, under the backup key ${manifest.keyId}.`]
}
