import type { Build } from "./entry-sql"
import type { Row } from "./pool"
import type { PostgresSource } from "./source"
import type { Slots } from "./sql"

/** One question among several: `key` names the text that `write` writes, `slots` fill it. */
export type Question = {
  readonly key: readonly unknown[]
  readonly write: (build: Build) => string
  readonly slots: Slots
}

const rowsAsJson = (text: string): string => `(select coalesce(json_agg(q), '[]') from (${text}) q)`

/**
 * Asks several questions in one statement: a person's data lies in thirty tables, and thirty statements cost more than
 * what they read. Gives each question's rows in its own order, their values as JSON has them.
 */
export async function askTogether(source: PostgresSource, questions: readonly Question[]): Promise<Row[][]> {
  if (questions.length === 0) return []
  const prepared = await source.prepare(["together", questions.map(({ key }) => key)], (build) => {
    const rows = questions.map(
      ({ write }, i) => `(${i}, ${rowsAsJson(write({ ...build, params: build.params.within(`${i}.`) }))})`,
    )
    return `values ${rows.join(",\n")}`
  })
  const slots = questions.flatMap((question, i) =>
    Object.entries(question.slots).map(([name, value]) => [`${i}.${name}`, value] as const),
  )
  const [answers = []] = await source.reading.ask([prepared.fill(Object.fromEntries(slots))])
  return answers.map(({ column2 }) => (Array.isArray(column2) ? column2 : []))
}
