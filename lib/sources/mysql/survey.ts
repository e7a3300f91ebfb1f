import type { Entry, Field } from "../map-schema"
import { keyText } from "../postgres/guards"
import { itemId } from "../postgres/item-id"
import { keyOf } from "../postgres/read"
import { assertOwn } from "../postgres/subject"
import { assertKept, type Survey, type SurveyRow } from "../postgres/survey"
import { homeOf } from "../restriction-map"
import { liveValue } from "./field"
import { isKey } from "./owner"
import type { Row } from "./pool"
import { leadsToMany, ownedBy, relationOf } from "./relation"
import { rowDigest, wholeRow } from "./shape-parts"
import { type Build, buildOf, type MysqlSource } from "./source"
import { all, asText, columnAt, ident, join, raw, type Sql, sql } from "./sql"
import { keyColumns } from "./steps"

function writeSurvey(build: Build, source: MysqlSource, entry: Entry, owner: string, isWhole: boolean): Sql {
  const relation = relationOf(build, entry)
  const live = entry.fields.map(
    (field, i) => sql`${liveValue(build, entry, field)} is not null as ${ident(`f${i}`)}`,
  )
  const keys = entry.primaryKey.map((column) => columnAt("t", column))
  const row = [relation.owner, ...keys.map(asText)]
  const columns = [
    sql`${relation.owner} as subject`,
    keyColumns("t", entry.primaryKey),
    ...(entry.shares ? [keyColumns("s", entry.shares.primaryKey, "s")] : []),
    ...live,
    sql`${isWhole ? rowDigest(source.pepper, [...row, ...wholeRow(build, entry)]) : raw("null")} as digest`,
    sql`${isCommon(build, entry, owner)} as common`,
  ]
  const where = all([ownedBy(build, relation, [owner]), ...relation.where])
  return sql`select ${join(columns, ", ")} from ${relation.from} where ${where} order by ${join(keys, ", ")}`
}

/** Whether the row is led to from anybody else too: only where ways are many can it be. */
function isCommon(build: Build, entry: Entry, owner: string): Sql {
  if (!leadsToMany(build, entry)) return raw("false")
  const { from, where, key } = relationOf(build, entry)
  const columns = join(
    entry.primaryKey.map((column) => columnAt("t", column)),
    ", ",
  )
  const others = all([...where, sql`not (${isKey(build, key, owner)})`])
  return sql`(${columns}) in (select ${columns} from ${from} where ${others})`
}

function rowOf(source: MysqlSource, owner: string, name: string, entry: Entry, row: Row): SurveyRow {
  const key = keyOf(entry.primaryKey, row)
  const home = homeOf(source.map, name)
  const { shares } = entry
  return {
    owner: assertOwn(source, [owner], row.subject),
    key,
    name: keyText(entry.table, key),
    live: entry.fields.filter((_, i) => Number(row[`f${i}`]) === 1),
    shared:
      shares && row.s0 !== null
        ? Object.fromEntries(shares.primaryKey.map((column, i) => [column, String(row[`s${i}`])]))
        : null,
    common: Number(row.common) === 1,
    digest: typeof row.digest === "string" ? row.digest : null,
    id: (field: Field) => itemId(source.pepper, home, field.field, key),
  }
}

/** Which rows and items a person has in some entries; rows of the entries in `whole` come with their digest. */
export async function survey(
  source: MysqlSource,
  owner: string,
  names: readonly string[],
  whole: ReadonlySet<string>,
): Promise<Map<string, Survey>> {
  const entries = Object.entries(source.map.entries).filter(([name]) => names.includes(name))
  const build = await buildOf(source)
  const answers = await source.reading.ask(
    entries.map(([name, entry]) => writeSurvey(build, source, entry, owner, whole.has(name))),
  )
  return new Map(
    entries.map(([name, entry], e) => {
      const rows = (answers[e] ?? []).map((row) => rowOf(source, owner, name, entry, row))
      assertKept(source, entry, rows)
      return [name, { name, entry, rows }]
    }),
  )
}
