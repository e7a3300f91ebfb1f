import { readFile } from "node:fs/promises"
import path from "node:path"
import { parseArgs } from "node:util"
import { readVariables, type Variables } from "@/lib/configuration"
import { checkPolicy } from "@/lib/policy/check"
import { faultLine } from "@/lib/policy/read"
import { type Fault, yamlSource } from "@/lib/policy/yaml-source"
import { checkSource } from "@/lib/sources/check-source"
import { type DataMap, isManual, secretOf } from "@/lib/sources/map-schema"
import { readDataMap } from "@/lib/sources/read-map"
import { withConnections } from "./connections"
import { sourceDraft } from "./source-draft"

const SOURCE_USAGE = `Checks whether the data map fits the live sources, or proposes a part of it.

  npm run ukuk -- source check [NAME] [--json]
  npm run ukuk -- source draft NAME …            see source draft --help

  NAME    one source of the data map; all of them unless given
  --json  one JSON object instead of lines

Reads UKUK_POLICY (policies/somo) and the connection variable of each source; without DATABASE_URL, the embedded server
of UKUK_HOME. Every fault is printed as file:line:column and a sentence: a missing table or column, another type, a
right that lacks or is too much, a fact that cannot be asked; of a source behind the source contract, what it does not
hold, cannot do, or holds beside the map. Exit 0: it fits; 1: faults; 2: wrong usage.`

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

type Report = { source: string; faults: Fault[] }

/**
 * `source check [NAME] [--json]`; `source draft` is a command of its own. Returns the exit code: 0 every source fits, 1
 * faults found, 2 wrong usage.
 */
export async function sourceCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  if (args[0] === "draft") return sourceDraft(args.slice(1), env, out)
  const asked = question(args)
  if (asked?.help || asked?.verb !== "check" || asked.more.length > 0) {
    out(SOURCE_USAGE)
    return asked?.help ? 0 : 2
  }
  const { value, faults } = readVariables(env)
  if (!value) {
    for (const fault of faults) out(fault)
    return 1
  }
  const reports = await check(value, env, asked.name)
  if (!reports) {
    out(`There is no source "${asked.name}" in the data map.`)
    return 2
  }
  const fits = reports.every((report) => report.faults.length === 0)
  if (asked.json) out(JSON.stringify({ fits, checked: reports }))
  else for (const line of reports.flatMap(lines)) out(line)
  return fits ? 0 : 1
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [verb, name, ...more] = positionals
    return { ...values, verb, name, more }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

/** A report per source; null when the one asked for is not in the map. */
async function check(variables: Variables, env: NodeJS.ProcessEnv, name?: string): Promise<Report[] | null> {
  const dir = path.resolve(variables.policy)
  const { folder, faults } = await checkPolicy(dir)
  if (!folder) return [{ source: name ?? "*", faults }]
  const read = await readDataMap(dir, folder.policy)
  if (!read.dataMap) return [{ source: name ?? "*", faults: read.faults }]
  const names = Object.keys(read.dataMap.sources).filter((each) => name === undefined || each === name)
  if (names.length === 0) return null
  return withConnections(variables, env, variablesOf(read.dataMap), (connections) =>
    Promise.all(names.map((each) => report(dir, read.dataMap, each, connections))),
  )
}

/** The variables that hold the sources' addresses. */
const variablesOf = ({ sources }: DataMap): string[] =>
  Object.values(sources).flatMap((source) => (isManual(source) ? [] : [source.connection]))

async function report(
  dir: string,
  map: DataMap,
  name: string,
  connections: Readonly<Record<string, string | undefined>>,
): Promise<Report> {
  const source = map.sources[name]
  if (!source || isManual(source)) return { source: name, faults: [] }
  const file = path.join(dir, "data-map.yaml")
  const yaml = yamlSource(path.relative(process.cwd(), file), await readFile(file, "utf8"))
  const url = connections[source.connection]
  const findings = url
    ? await checkSource(name, source, {
        url,
        secret: connections[secretOf(source) ?? ""],
      })
    : [
        {
          path: ["sources", name, "connection"],
          reason: `${source.connection} is not set: give it the address of this source.`,
        },
      ]
  return { source: name, faults: findings.map((finding) => yaml.fault(finding.path, finding.reason)) }
}

function lines({ source, faults }: Report): string[] {
  if (faults.length === 0) return [`${source}: the data map fits.`]
  return [
    ...faults.map(faultLine),
    `${source}: ${faults.length} ${faults.length === 1 ? "fault" : "faults"}.`,
  ]
}
