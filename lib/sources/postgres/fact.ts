import type { FactAnswer, Identifiers, Json } from "../connector"
import { SourceRefused } from "../failures"
import type { Build } from "./entry-sql"
import { askAbout } from "./meant"
import { keyInSlot, typesOfKey } from "./owner-sql"
import type { Row } from "./pool"
import type { PostgresSource } from "./source"

const truthOf = (row: Row): FactAnswer["value"] => (typeof row.value === "boolean" ? row.value : "unknown")
const sinceOf = (row: Row): string | null => (typeof row.since === "string" ? row.since.slice(0, 10) : null)
// Answers come as JSON.
const evidenceOf = (row: Row): Json => (row.evidence as Json | undefined) ?? null

/** Several records of one person agree, or the answer is unknown and goes to a person. */
export function together(rows: readonly Row[]): Pick<FactAnswer, "value" | "since" | "evidence"> {
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

/**
 * Asks named questions of the data map about one person, in one statement; the answers come in their order. Throws
 * SourceRefused when the map has no such fact.
 */
export async function facts(
  source: PostgresSource,
  names: readonly string[],
  identifiers: Identifiers,
): Promise<FactAnswer[]> {
  const unknown = names.find((name) => !source.map.facts[name])
  if (unknown !== undefined) throw new SourceRefused(source.name, `has no fact ${unknown} in the data map`)
  const { subjects, keys, answers } = await askAbout(source, identifiers, (asked) =>
    names.flatMap((name) =>
      asked.map((subject) => ({
        key: ["fact", name],
        write: (build) => writeFact(build, source, name),
        slots: { subject },
      })),
    ),
  )
  const readAt = new Date().toISOString()
  return names.map((_, n) => {
    // Of whom nothing but leftovers is there, nothing is known.
    const mine = keys.flatMap((key, k) =>
      subjects.includes(key) ? (answers[n * keys.length + k]?.slice(0, 1) ?? []) : [],
    )
    return { source: source.name, subjects, ...together(mine), readAt }
  })
}

/** The map's own SQL, whose `$1` is the source's key of the person, and `$2` the next column of a key of several. */
function writeFact(build: Build, source: PostgresSource, name: string): string {
  const { table, key } = source.map.subject
  const keys = keyInSlot(build, "subject", typesOfKey(build, table, key))
  const sql = source.map.facts[name]?.sql.replace(/\$(\d)\b/g, (_, n) => keys[Number(n) - 1] ?? "null")
  return `with asked as (${sql}) select value, since, evidence from asked`
}
