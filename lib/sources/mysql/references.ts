import type { ForeignKey } from "../postgres/catalog"
import {
  type Going,
  keysAsked,
  primaryKeyOf,
  type Reference,
  referenceOf,
  releaserOf,
} from "../postgres/guards"
import { relationOf } from "./relation"
import { type Build, buildOf, type MysqlSource } from "./source"
import { all, columnAt, join, raw, type Sql, sql, tableIdent } from "./sql"
import { keyColumns, same, typedColumn } from "./steps"
import { conditions, keyIn } from "./values"

/** Whose a referring row is, by the entry that may release it; null where it is nobody's. */
function whose(build: Build, source: MysqlSource, key: ForeignKey): Sql {
  const releaser = releaserOf(Object.values(source.map.entries), key)
  if (!releaser) return raw("null")
  const { entry } = releaser
  const relation = relationOf(build, entry)
  const is = entry.primaryKey.map((column) => sql`${columnAt("t", column)} = ${columnAt("r", column)}`)
  return sql`(select min(${relation.owner}) from ${relation.from} where ${all([...is, ...relation.where])})`
}

function writeReferences(
  build: Build,
  source: MysqlSource,
  key: ForeignKey,
  { table, primaryKey, keys }: Going,
): Sql {
  const on = key.columns.map((column, i) =>
    same(
      typedColumn(build, "r", key.table, column),
      typedColumn(build, "g", key.target, key.targetColumns[i] ?? ""),
    ),
  )
  const columns = [
    keyColumns("r", primaryKeyOf(source, key), "r"),
    sql`${whose(build, source, key)} as owner`,
    keyColumns("g", primaryKey, "t"),
  ]
  const where = all([
    keyIn(build, "g", table, primaryKey, keys),
    ...conditions(build, "r", key.table, key.where ?? {}),
  ])
  return sql`select ${join(columns, ", ")} from ${tableIdent(key.table)} r join ${tableIdent(key.target)} g on ${all(on)} where ${where}`
}

/** Every row that refers to rows that are to go. */
export async function referencesTo(source: MysqlSource, going: readonly Going[]): Promise<Reference[]> {
  if (going.every(({ keys }) => keys.length === 0)) return []
  const build = await buildOf(source)
  const asked = keysAsked(source, build.catalog, going).filter(({ rows }) => rows.keys.length > 0)
  const answers = await source.reading.ask(
    asked.map(({ key, rows }) => writeReferences(build, source, key, rows)),
  )
  return asked.flatMap(({ key, rows }, i) =>
    (answers[i] ?? []).map((row) => referenceOf(source, key, rows.primaryKey, row)),
  )
}
