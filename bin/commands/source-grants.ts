import path from "node:path"
import { parseArgs } from "node:util"
import { readVariables } from "@/lib/configuration"
import { checkPolicy } from "@/lib/policy/check"
import { faultLine } from "@/lib/policy/read"
import { grantsFor } from "@/lib/sources/grants"
import { isRelational } from "@/lib/sources/map-schema"
import { readDataMap } from "@/lib/sources/read-map"

const USAGE = `Writes the rights the connector needs in a database as SQL, for the database's owner to read and run.

  npm run ukuk -- source grants NAME [--login LOGIN]

  NAME     a source of the data map that is a database
  --login  the connector's own login there, ukuk_connector unless given; for MariaDB and MySQL also with its host,
           such as ukuk_connector@10.0.0.5

Every right is taken from the login first, then it is given those the data map needs, column by column. Reads UKUK_POLICY
(policies/somo) and contacts nothing. Exit 0: written; 1: the policy or the data map has faults; 2: wrong usage.`

const OPTIONS = { login: { type: "string" }, help: { type: "boolean", default: false } } as const

/** `source grants NAME [--login LOGIN]`. Returns the exit code: 0 written, 1 faults in the folder, 2 wrong usage. */
export async function grantsCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked?.name || asked.help) {
    out(USAGE)
    return asked?.help ? 0 : 2
  }
  const { value, faults } = readVariables(env)
  const { dataMap, said } = value ? await readFolder(value.policy) : { dataMap: undefined, said: faults }
  if (!dataMap) {
    for (const line of said) out(line)
    return 1
  }
  const map = dataMap.sources[asked.name]
  if (!map || !isRelational(map)) {
    out(`The data map has no database "${asked.name}".`)
    return 2
  }
  out(grantsFor(map, asked.login).trimEnd())
  return 0
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [name, ...more] = positionals
    return more.length > 0 ? null : { ...values, name }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

async function readFolder(policy: string) {
  const dir = path.resolve(policy)
  const { folder, faults } = await checkPolicy(dir)
  if (!folder) return { dataMap: undefined, said: faults.map(faultLine) }
  const read = await readDataMap(dir, folder.policy)
  return { dataMap: read.dataMap, said: read.faults.map(faultLine) }
}
