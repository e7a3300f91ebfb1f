import { type Compared, type Look, MOST_COMPARED, type Sum } from "../beside"
import type { Field } from "../map-schema"
import type { Untouched } from "../untouched"
import type { Build } from "./entry-sql"
import type { Ask, Row } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import { canonicalFields } from "./shape-parts"
import type { PostgresSource } from "./source"
import { ident } from "./sql"
import { rowDigest } from "./statement"
import { storedValue, typeOfField } from "./value-sql"

/** The fields as the plan's hashes have them; of bytes only how many, so that no scan is read for it. */
const valuesOf = (build: Build, { entry, fields }: Untouched): string[] =>
  fields.map((field: Field) =>
    typeOfField(build, entry, field).base === "bytea"
      ? `octet_length(${storedValue(build, entry, field)})::text`
      : (canonicalFields(build, entry, [field])[0] ?? "null"),
  )

type Writing = { source: PostgresSource; subjects: readonly string[] }

function partsOf(build: Build, { source, subjects }: Writing, untouched: Untouched) {
  const { entry } = untouched
  const relation = relationOf(build, entry)
  return {
    rest: `from ${relation.from} where ${[ownedBy(build, relation, subjects), ...relation.where].join(" and ")}`,
    keys: entry.primaryKey.map((column) => `t.${ident(column)}::text`),
    values: valuesOf(build, untouched),
    digest: (texts: readonly string[]) => rowDigest(build.params.add(source.pepper, "text"), texts),
  }
}

// Hashes are added up, so that no order and no memory is needed however many rows there are; no sum outlives its
// transaction, so that none has to be kept from guessing.
function writeSum(build: Build, writing: Writing, untouched: Untouched): string {
  const { rest, keys, values } = partsOf(build, writing, untouched)
  const hash = `hashtextextended(row(${[...keys, ...values].join(", ")})::text, 0)`
  return `select count(*)::int as n, coalesce(sum(${hash}), 0)::text as sum ${rest}`
}

function writeRows(build: Build, writing: Writing, untouched: Untouched): string {
  const { rest, keys, values, digest } = partsOf(build, writing, untouched)
  const fields = values.map((value) => `case when ${value} is not null then left(${digest([value])}, 16) end`)
  const limit = build.params.add(MOST_COMPARED + 1, "bigint")
  return `select ${digest(keys)} as key, array[${fields.join(", ")}] as fields ${rest} limit ${limit}`
}

/** How what operations leave alone stands with these people; each look asks once, whatever there is to look at. */
export function lookingAt(source: PostgresSource, subjects: readonly string[]): Look<Ask> {
  // One statement for each entry: which of them are left alone is another with every person, and no text of all would come again.
  const askEach = async (
    ask: Ask,
    entries: readonly Untouched[],
    as: "sum" | "rows",
    write: typeof writeSum,
  ): Promise<Row[][]> => {
    const statements = entries.map(async (each) => {
      const fields = each.fields.map(({ field, category }) => [category, field])
      const prepared = await source.prepare([as, subjects.length === 1, each.name, fields], (build) =>
        write(build, { source, subjects }, each),
      )
      return prepared.fill(ownerSlots(subjects))
    })
    return ask(await Promise.all(statements))
  }
  return {
    async sums(ask, entries) {
      const answers = await askEach(ask, entries, "sum", writeSum)
      return answers.map(([row]): Sum => ({ n: Number(row?.n), sum: String(row?.sum) }))
    },
    async rows(ask, entries) {
      const answers = await askEach(ask, entries, "rows", writeRows)
      return answers.map((rows) =>
        rows.map(
          ({ key, fields }): Compared => ({ key: String(key), fields: Array.isArray(fields) ? fields : [] }),
        ),
      )
    },
  }
}
