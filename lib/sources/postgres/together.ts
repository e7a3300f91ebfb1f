import type { Build } from "./entry-sql"
import type { Row } from "./pool"
import type { PostgresSource } from "./source"
import type { Slots, Statement } from "./sql"

/** One question among several: `key` names the text that `write` writes, `slots` fill it. */
export type Question = {
  readonly key: readonly unknown[]
  readonly write: (build: Build) => string
  readonly slots: Slots
}

const rowsAsJson = (text: string): string => `(select coalesce(json_agg(q), '[]') from (${text}) q)`

/**
 * Several questions as one statement: a person's data lies in thirty tables, and thirty statements cost more than what
 * they read. `rowsApart` reads its answer.
 */
export async function togetherOne(
  source: PostgresSource,
  questions: readonly Question[],
): Promise<Statement> {
  const prepared = await source.prepare(["together", questions.map(({ key }) => key)], (build) => {
    const rows = questions.map(
      ({ write }, i) => `(${i}, ${rowsAsJson(write({ ...build, params: build.params.within(`${i}.`) }))})`,
    )
    return `values ${rows.join(",\n")}`
  })
  const slots = questions.flatMap((question, i) =>
    Object.entries(question.slots).map(([name, value]) => [`${i}.${name}`, value] as const),
  )
  return prepared.fill(Object.fromEntries(slots))
}

/** The rows of each question, in the order its text asks for, their values as JSON has them. */
export const rowsApart = (rows: readonly Row[]): Row[][] =>
  rows.map(({ column2 }) => (Array.isArray(column2) ? column2 : []))

/** Asks several questions in one statement. */
export async function askTogether(source: PostgresSource, questions: readonly Question[]): Promise<Row[][]> {
  if (questions.length === 0) return []
  const [rows = []] = await source.reading.ask([await togetherOne(source, questions)])
  return rowsApart(rows)
}
