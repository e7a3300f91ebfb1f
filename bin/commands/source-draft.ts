import { writeFile } from "node:fs/promises"
import path from "node:path"
import { parseArgs } from "node:util"
import { readVariables, type Variables } from "@/lib/configuration"
import { checkPolicy } from "@/lib/policy/check"
import { faultLine } from "@/lib/policy/read"
import type { Policy } from "@/lib/policy/schema"
import { type DraftAnswer, draftMap } from "@/lib/sources/draft/draft"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"
import { readDataMap } from "@/lib/sources/read-map"
import { withConnections } from "./connections"

const USAGE = `Proposes a source's part of the data map from its live schema.

  npm run ukuk -- source draft NAME [--connection VARIABLE] [--kind postgres] [--people TABLE] [--rows N]
                                   [--out FILE] [--json]

  NAME                   what the source is to be called in data-map.yaml; one that is there already is drafted anew
  --connection VARIABLE  the environment variable with its address; needed for a source not yet in the map
  --kind KIND            what it is; postgres unless given
  --people TABLE         the table with one row per person, such as core.customers; guessed unless given
  --rows N               rows of each table whose values are looked at for their shape, 0 to 1000; 200 unless given
  --out FILE             a new file to write to, instead of the screen
  --json                 one JSON object instead of YAML

Reads UKUK_POLICY (policies/somo). Reads catalogues, and with a limit on time a few rows of each table: what values look
like decides with the names, and no value is kept or printed. Changes nothing. Every line marked "look" is a question to
whoever finishes the map. Exit 0: drafted; 1: not, and why; 2: wrong usage.`

const OPTIONS = {
  connection: { type: "string" },
  kind: { type: "string", default: "postgres" },
  people: { type: "string" },
  rows: { type: "string", default: "200" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

const MOST_ROWS = 1_000

/** What was asked for; null when the usage is the answer. */
function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [name = "", ...more] = positionals
    const isRight =
      /^[a-z][a-z0-9_]*$/.test(name) &&
      more.length === 0 &&
      values.kind === "postgres" &&
      /^\d{1,4}$/.test(values.rows) &&
      Number(values.rows) <= MOST_ROWS &&
      /^[A-Z][A-Z0-9_]*$/.test(values.connection ?? "A")
    return { ...values, name, most: Number(values.rows), isRight }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}
type Question = NonNullable<ReturnType<typeof question>>

/** `source draft NAME …`. Returns the exit code: 0 drafted, 1 not, 2 wrong usage. Nothing of a sample is ever printed. */
export async function sourceDraft(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked || asked.help || !asked.isRight) {
    out(USAGE)
    return asked?.help ? 0 : 2
  }
  const { value, faults } = readVariables(env)
  if (!value) {
    for (const fault of faults) out(fault)
    return 1
  }
  const dir = path.resolve(value.policy)
  const { folder, faults: wrong } = await checkPolicy(dir)
  if (!folder) {
    for (const fault of wrong) out(faultLine(fault))
    return 1
  }
  const { dataMap } = await readDataMap(dir, folder.policy)
  const known = dataMap?.sources[asked.name]
  if (known && known.connector !== asked.kind) {
    out(
      `The source "${asked.name}" is reached by "${known.connector}": only a database of PostgreSQL is drafted.`,
    )
    return 2
  }
  const connection = asked.connection ?? (known && "connection" in known ? known.connection : undefined)
  if (connection === undefined) {
    out(
      `There is no source "${asked.name}" in the data map: name the variable with its address by --connection.`,
    )
    return 2
  }
  const answer = await drafted(folder.policy, asked, connection, { variables: value, env })
  if (typeof answer === "string") {
    out(answer)
    return 1
  }
  return told(asked, answer, out)
}

type Found = NonNullable<DraftAnswer>

/** The draft, or the sentence why there is none. */
async function drafted(
  policy: Policy,
  { name, most, people }: Question,
  connection: string,
  { variables, env }: { variables: Variables; env: NodeJS.ProcessEnv },
): Promise<Found | string> {
  return withConnections(variables, env, [connection], async (connections) => {
    const url = connections[connection]
    if (!url) return `${connection} is not set: give it the address of this source.`
    try {
      const answer = await draftMap(policy, {
        ...{ source: name, connection, url, most },
        ...(people === undefined ? {} : { people }),
      })
      return (
        answer ??
        "No table here has a key and a column that says who a person is: is this the right database, and may this login read it?"
      )
    } catch (error) {
      if (error instanceof SourceUnreachable)
        return `The source does not answer at the address in ${connection}.`
      if (error instanceof SourceRefused)
        return `The source refuses the login in ${connection} (${error.code}).`
      throw error
    }
  })
}

async function told(
  { name, out: file, json }: Question,
  found: Found,
  out: (line: string) => void,
): Promise<0 | 1> {
  const { yaml, ...counts } = found
  if (file !== undefined) {
    const isNew = await writeFile(path.resolve(file), yaml, { flag: "wx" }).then(
      () => true,
      () => false,
    )
    if (!isNew) {
      out(`${file} cannot be written: it is there already, or its folder is not.`)
      return 1
    }
  }
  if (json) out(JSON.stringify({ source: name, ...counts, ...(file === undefined ? { yaml } : { file }) }))
  else if (file === undefined) out(yaml.trimEnd())
  else
    out(
      `${file}: ${counts.entries} entries, ${counts.fields} fields, ${counts.questions} questions to look at.`,
    )
  return 0
}
