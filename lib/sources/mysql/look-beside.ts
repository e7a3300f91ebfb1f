import { type Compared, type Look, MOST_COMPARED, type Sum } from "../beside"
import type { Untouched } from "../untouched"
import type { At } from "./apply"
import { columnOfField, rawValue } from "./erased"
import { ownedBy, relationOf } from "./relation"
import { canonicalFields, rowDigest } from "./shape-parts"
import type { Build, MysqlSource } from "./source"
import { all, asText, columnAt, ident, join, raw, type Sql, sql } from "./sql"

function partsOf(build: Build, source: MysqlSource, subjects: readonly string[], untouched: Untouched) {
  const { entry, fields } = untouched
  const relation = relationOf(build, entry)
  const where = all([ownedBy(build, relation, subjects), ...relation.where])
  return {
    rest: sql`from ${relation.from} where ${where}`,
    keys: entry.primaryKey.map((column) => asText(columnAt("t", column))),
    // Of bytes only how many, so that no scan is read for it.
    values: fields.flatMap((field) =>
      columnOfField(build, entry, field).type === "bytea" && !field.path
        ? [asText(sql`octet_length(${rawValue(build, entry, field)})`)]
        : canonicalFields(build, entry, [field]),
    ),
    digest: (texts: readonly Sql[]) => rowDigest(source.pepper, texts),
  }
}

/**
 * How what operations leave alone stands with these people. A plain reading in a transaction sees the moment it began and
 * what the transaction itself writes, and nothing of anybody else.
 */
export function lookingAt(source: MysqlSource, build: Build, subjects: readonly string[]): Look<At> {
  const written = (untouched: Untouched) => partsOf(build, source, subjects, untouched)
  return {
    async sums({ ask }, entries) {
      if (entries.length === 0) return []
      // Digests are added up, so that no order and no memory is needed however many rows there are.
      const each = entries.map((untouched, i) => {
        const { rest, keys, values, digest } = written(untouched)
        const number = sql`cast(conv(left(${digest([...keys, ...values])}, 15), 16, 10) as unsigned)`
        return sql`select ${raw(String(i))} as i, count(*) as n, ${asText(sql`coalesce(sum(${number}), 0)`)} as total ${rest}`
      })
      const [rows = []] = await ask([join(each, " union all ")])
      const byEntry = new Map(rows.map((row) => [Number(row.i), row]))
      return entries.map((_, i): Sum => {
        const row = byEntry.get(i)
        return { n: Number(row?.n), sum: String(row?.total) }
      })
    },
    async rows({ ask }, entries) {
      const answers = await ask(
        entries.map((untouched) => {
          const { rest, keys, values, digest } = written(untouched)
          const fields = values.map(
            (value, i) =>
              sql`case when ${value} is not null then left(${digest([value])}, 16) end as ${ident(`f${i}`)}`,
          )
          return sql`select ${join([sql`${digest(keys)} as k`, ...fields], ", ")} ${rest} limit ${raw(String(MOST_COMPARED + 1))}`
        }),
      )
      return answers.map((rows, e) =>
        rows.map((row): Compared => {
          const fields = entries[e]?.fields.map((_, i) => row[`f${i}`]) ?? []
          return {
            key: String(row.k),
            fields: fields.map((field) => (typeof field === "string" ? field : null)),
          }
        }),
      )
    },
  }
}
