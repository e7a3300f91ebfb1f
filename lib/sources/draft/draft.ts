import { stringify } from "yaml"
import type { Policy } from "@/lib/policy/schema"
import { liveSchema } from "../postgres/live-schema"
import { SourcePool } from "../postgres/pool"
import { sample } from "../postgres/sample"
import { ident, tableIdent } from "../postgres/sql"
import { draftEntries, kindBesideKey, unreached } from "./entries"
import { processingLines } from "./processing"
import { referenceLines } from "./references"
import { targetsOf } from "./score"
import { guessSubject, type Subject } from "./subject"
import { type Drafted, entryLines } from "./write"

/**
 * What to draft: the source's name, the variable that holds its address, the address; rows looked at
 * per table; the people's table, where it is known. */
export type DraftQuestion = {
  source: string
  connection: string
  url: string
  most: number
  people?: string
}

/** A proposed part of the data map as YAML, and how much of it is to be looked at; null where no table is about people. */
export type DraftAnswer = { yaml: string; entries: number; fields: number; questions: number } | null

const SECONDS = 20
const inline = (value: unknown): string => stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()

/**
 * Reads a database's catalogues and at most so many rows of each table, and writes what its part of the data map could be.
 * Values are looked at for their shape alone and never leave the reading of them. Throws SourceUnreachable, SourceRefused.
 */
export async function draftMap(
  policy: Policy,
  { source, connection, url, most, people }: DraftQuestion,
): Promise<DraftAnswer> {
  const pool = new SourcePool({ source, url, seconds: SECONDS, connections: 1, readOnly: true })
  try {
    const live = await liveSchema(pool.ask)
    const { tables, shapes } = await sample(pool.ask, live, most)
    const schema = { ...live, tables }
    const subject = guessSubject(schema, shapes, people)
    if (!subject) return null
    const all = draftEntries(schema, subject, shapes, targetsOf(policy))
    const entries = all.filter(({ placed }) => placed.length > 0)
    const lines = [
      ...linesOf({ source, connection, policy, schema, subject, entries }),
      ...leftLines(policy, all, unreached(schema, all, shapes), kindBesideKey(schema, all)),
    ]
    const yaml = `${lines.join("\n")}\n`
    const fields = entries.reduce((sum, { placed }) => sum + placed.length, 0)
    return { yaml, entries: entries.length, fields, questions: yaml.split("# look:").length - 1 }
  } finally {
    await pool.close()
  }
}

const indented = (lines: readonly string[], by: number): string[] =>
  lines.map((line) => `${" ".repeat(by)}${line}`)

function linesOf(drafted: Drafted): string[] {
  const { source, connection, policy, subject, entries } = drafted
  return [
    '# A proposal: every line marked "look" asks its reader something. Finish it in data-map.yaml, then: ukuk source check',
    "sources:",
    `  ${source}:`,
    ...indented(
      [
        `title: ${inline({ ky: source, ru: source, en: source })} # look: what is this system called?`,
        "connector: postgres",
        `connection: ${connection}`,
        "limits: { seconds: 10, connections: 4 }",
        ...subjectLines(subject),
        "entries:",
        ...entries.flatMap((entry) => ["", ...indented(entryLines(drafted, entry), 2)]),
        "",
        ...referenceLines(drafted),
        ...processingLines(policy, entries),
        ...factLines(policy, subject),
      ],
      4,
    ),
  ]
}

const subjectLines = ({ table, key, known, language, restriction }: Subject): string[] => [
  "subject:",
  `  table: ${inline(table.name)} # look: does this table have one row per person? Else draft again with --people TABLE`,
  `  key: ${inline(key)}`,
  "  kind: customer_id",
  "  identifiers:",
  ...known.map(({ proves, ...each }) => `    - ${inline({ ...each, ...(proves ? { proves } : {}) })}`),
  ...(known.length === 0 ? ["    # look: by what are people known here? Name at least one column"] : []),
  ...(language === null ? [] : [`  language: ${inline(language)}`]),
  ...(restriction ? [`  restriction: ${inline(restriction)}`] : []),
]

/** A fact nobody has looked into is unknown, and the unknown releases nothing. */
function factLines(policy: Policy, { table, key }: Subject): string[] {
  const answer = (value: string, group: string) =>
    `select ${value} as value, null::date as since, '[]'::jsonb as evidence from ${tableIdent(table.name)} where ${ident(key)} = $1${group}`
  if (policy.facts.length === 0) return ["facts: {}"]
  return [
    "facts:",
    ...policy.facts.flatMap(({ code, title }) => {
      const exists = code === "customer.exists"
      return [
        `  # look: ${exists ? "what is left of somebody erased?" : `which columns tell "${title.en}"? Until they are named it is unknown`}`,
        `  ${code}:`,
        `    reads: ${inline({ [table.name]: [key] })}`,
        `    sql: ${inline(answer(exists ? "count(*) > 0" : "null::boolean", ""))}`,
      ]
    }),
  ]
}

function leftLines(
  policy: Policy,
  entries: Parameters<typeof unreached>[1],
  tables: readonly [string, string[]][],
  anybodys: readonly [string, string[]][],
): string[] {
  const held = new Set(entries.flatMap(({ placed }) => placed.map(({ target }) => target.category.code)))
  const missing = policy.categories.filter(({ code }) => !held.has(code))
  const empty = entries.filter(({ placed }) => placed.length === 0)
  return [
    ...missing.map(
      ({ code }) => `# look: nothing here seems to be the category ${code}: map it, or say why under notHeld`,
    ),
    ...tables.map(
      ([table, columns]) =>
        `# look: nothing joins ${table} to people, and it has ${columns.join(", ")}: whose are they?`,
    ),
    ...anybodys.map(
      ([table, columns]) =>
        `# look: ${columns.join(" and ")} say of what a row of ${table} is: add an entry with a "where" for each kind that is people's`,
    ),
    ...empty.map(
      ({ table }) =>
        `# look: ${table.name} refers to people, and no column of it fits the policy: what does it hold?`,
    ),
  ]
}
