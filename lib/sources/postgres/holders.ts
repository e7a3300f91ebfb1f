import type { Identifiers } from "../connector"
import { columnOf } from "./entry-sql"
import { relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ident } from "./sql"

/** The keys of everybody in whose records one of these phones stands as a contact person's, each once, in order. */
export async function holders(source: PostgresSource, phones: Identifiers): Promise<string[]> {
  const known = source.map.contactPersons
  const entry = known && source.map.entries[known.entry]
  if (!known || !entry || phones.length === 0) return []
  const prepared = await source.prepare(["holders"], (build) => {
    const relation = relationOf({ ...build, people: null }, entry)
    const { type } = columnOf(build.source, build.catalog, entry.table, known.phone)
    const phone = `t.${ident(known.phone)} = any(${build.params.slot("phones", `${type}[]`)})`
    const where = [phone, ...relation.where].join(" and ")
    return `select distinct ${relation.owner}::text as subject from ${relation.from} where ${where} order by 1`
  })
  const [rows = []] = await source.reading.ask([prepared.fill({ phones: phones.map(({ value }) => value) })])
  return rows.map((row) => String(row.subject))
}
