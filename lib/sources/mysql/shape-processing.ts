import type { Closing, FlagRows } from "../map-schema"
import type { Draft } from "../postgres/shape-parts"
import { columnsOfKey, keyOfParts, ownerSql, partsOfKey } from "./owner"
import { lockOf, type Shape } from "./shape-parts"
import { type Build, columnOf, type MysqlSource } from "./source"
import { all, asText, columnAt, ident, join, raw, type Sql, sql, tableIdent } from "./sql"
import { assignments, conditions, keyIn, typed } from "./values"

// JSON_SEARCH takes "_" for any letter.
const spelled = (code: string): string => code.replaceAll("_", "\\_")

/** A category put on, or taken off, the list (JSON) of what is restricted. */
export function restrictionShape(build: Build, source: MysqlSource, draft: Draft): Shape {
  const { table, key, restriction } = source.map.subject
  if (!restriction || !("scope" in restriction)) throw new Error("the data map has no list of restrictions")
  const columns = [key].flat()
  const scope = sql`coalesce(${columnAt("t", restriction.scope)}, '[]')`
  const since = columnAt("t", restriction.since)
  const holds = sql`json_contains(${scope}, json_quote(${draft.category}))`
  const place = sql`json_unquote(json_search(${scope}, 'one', ${spelled(draft.category)}))`
  const on = draft.op === "restrict"
  const list = on
    ? sql`if(${holds}, ${scope}, json_array_append(${scope}, '$', ${draft.category}))`
    : sql`if(${holds}, json_remove(${scope}, ${place}), ${scope})`
  const mine = keyIn(build, "t", table, columns, draft.keys)
  // Set from left to right: by then the list is the new one.
  const from = on ? sql`coalesce(${since}, now())` : sql`if(json_length(${scope}) = 0, null, ${since})`
  return {
    lock: lockOf(build, table, columns, draft.keys),
    from: sql`${tableIdent(table)} t`,
    where: [mine],
    keys: columns.map((column) => columnAt("t", column)),
    owner: ownerSql(build, "t", table, key).text,
    parts: [{ before: [asText(holds)], after: [raw(on ? "'1'" : "'0'")] }],
    changes: [
      sql`update ${tableIdent(table)} t set t.${ident(restriction.scope)} = ${list}, t.${ident(restriction.since)} = ${from} where ${mine}`,
    ],
  }
}

function flagsShape(build: Build, flags: FlagRows, { keys, subject, op }: Draft): Shape {
  const columns = [flags.subject].flat()
  const known = columnsOfKey(build, flags.table, flags.subject)
  const owner = partsOfKey(build, known, subject)
  const value = typed(build, String(op === "allow"), columnOf(build, flags.table, flags.value))
  const pairs = keys.map((key) => [key[flags.purpose] ?? "", key[flags.operation] ?? ""] as const)
  const list = pairs.map(
    ([purpose, operation]) => sql`select ${asText(sql`${purpose}`)} as p, ${asText(sql`${operation}`)} as o`,
  )
  const on = [
    ...columns.map((column, i) => sql`${columnAt("t", column)} = ${owner[i] ?? null}`),
    sql`${columnAt("t", flags.purpose)} = k.p`,
    sql`${columnAt("t", flags.operation)} = k.o`,
  ]
  const set = assignments(build, flags.table, flags.set ?? {})
  const names = [...columns, flags.purpose, flags.operation, flags.value].map(ident)
  const where = all([
    ...columns.map((column, i) => sql`${columnAt("t", column)} = ${owner[i] ?? null}`),
    keyIn(build, "t", flags.table, [flags.purpose, flags.operation], keys),
  ])
  const from = sql`(${join(list, " union all ")}) k left join ${tableIdent(flags.table)} t on ${all(on)}`
  return {
    lock: sql`select 1 from ${tableIdent(flags.table)} t where ${where} for update`,
    from,
    where: [],
    keys: [raw("k.p"), raw("k.o")],
    owner: keyOfParts(
      owner.map((text, i) => ({ text, column: known[i] ?? columnOf(build, flags.table, "") })),
    ).text,
    parts: [
      { before: [sql`coalesce(${asText(columnAt("t", flags.value))}, 'absent')`], after: [asText(value)] },
    ],
    changes: [
      // "On duplicate key update" would need the right to update the key as well.
      sql`insert into ${tableIdent(flags.table)} (${join(names, ", ")}) select ${join([...owner, raw("k.p"), raw("k.o"), value], ", ")} from ${from} where ${columnAt("t", flags.value)} is null`,
      sql`update ${tableIdent(flags.table)} t set ${join([sql`t.${ident(flags.value)} = ${value}`, ...set.map(atT)], ", ")} where ${where}`,
    ],
  }
}

const atT = (assignment: Sql): Sql => sql`t.${assignment}`

function closingShape(build: Build, closing: Closing, { keys }: Draft): Shape {
  const mine = keyIn(build, "t", closing.table, closing.primaryKey, keys)
  const open = all(conditions(build, "t", closing.table, closing.open))
  const set = join(assignments(build, closing.table, closing.set).map(atT), ", ")
  return {
    lock: lockOf(build, closing.table, closing.primaryKey, keys),
    from: sql`${tableIdent(closing.table)} t`,
    where: [mine],
    keys: closing.primaryKey.map((column) => columnAt("t", column)),
    owner: ownerSql(build, "t", closing.table, closing.subject).text,
    parts: [{ before: [asText(sql`(${open})`)], after: [raw("'0'")] }],
    changes: [sql`update ${tableIdent(closing.table)} t set ${set} where ${mine}`],
  }
}

/** A purpose stopped or allowed: its marks per operation, and the agreements that end with it. */
export function processingShape(build: Build, source: MysqlSource, draft: Draft): Shape {
  const { processing } = source.map
  if (!processing) throw new Error("the data map has no processing")
  if (draft.entry === "flags") return flagsShape(build, processing.flags, draft)
  const closing = processing.closing?.[Number(draft.entry.slice("closing.".length))]
  if (!closing) throw new Error(`the data map has no ${draft.entry}`)
  return closingShape(build, closing, draft)
}
