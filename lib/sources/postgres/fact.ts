import type { FactAnswer, Identifiers, Json } from "../connector"
import { SourceRefused } from "../failures"
import { columnOf } from "./entry-sql"
import type { Row } from "./pool"
import type { PostgresSource } from "./source"
import { subjectsOf } from "./subject"

const truthOf = (row: Row): FactAnswer["value"] => (typeof row.value === "boolean" ? row.value : "unknown")
const sinceOf = (row: Row): string | null => (typeof row.since === "string" ? row.since.slice(0, 10) : null)
// The statement asks for jsonb, which is JSON by construction.
const evidenceOf = (row: Row): Json => (row.evidence as Json | undefined) ?? null

/** Several records of one person agree, or the answer is unknown and goes to a person. */
function together(rows: readonly Row[]): Pick<FactAnswer, "value" | "since" | "evidence"> {
  const [first, ...others] = rows
  if (!first) return { value: "unknown", since: null, evidence: null }
  if (others.length === 0)
    return { value: truthOf(first), since: sinceOf(first), evidence: evidenceOf(first) }
  const evidence = rows.map(evidenceOf)
  if (others.some((row) => truthOf(row) !== truthOf(first)))
    return { value: "unknown", since: null, evidence }
  const dates = rows
    .map(sinceOf)
    .filter((date) => date !== null)
    .sort()
  return { value: truthOf(first), since: dates.at(-1) ?? null, evidence }
}

/** Asks a named question of the data map about one person. Throws SourceRefused when the map has no such fact. */
export async function fact(
  source: PostgresSource,
  name: string,
  identifiers: Identifiers,
): Promise<FactAnswer> {
  const asked = source.map.facts[name]
  if (!asked) throw new SourceRefused(source.name, `has no fact ${name} in the data map`)
  const subjects = await subjectsOf(source, identifiers)
  const { table, key } = source.map.subject
  const { type } = columnOf(source.name, await source.catalog(), table, key)
  const text = `with asked as (${asked.sql.replace(/\$1\b/g, () => `$1::${type}`)}) select value, to_jsonb(since) as since, to_jsonb(evidence) as evidence from asked`
  const answers =
    subjects.length === 0
      ? []
      : await source.reading.ask(subjects.map((subject) => ({ text, values: [subject] })))
  const rows = answers.flatMap((answer) => answer.slice(0, 1))
  return { source: source.name, subjects, ...together(rows), readAt: new Date().toISOString() }
}
