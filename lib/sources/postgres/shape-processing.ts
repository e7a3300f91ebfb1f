import type { Closing, FlagRows } from "../map-schema"
import { assignments, type Build, columnOf, conditions, keyIn } from "./entry-sql"
import { isKey, keyInSlot, keyOfParts, ownerSql } from "./owner-sql"
import { type Draft, GUARD, type Shape, sameRow } from "./shape-parts"
import type { PostgresSource } from "./source"
import { ident, tableIdent } from "./sql"

/** A category put on, or taken off, the list of what is restricted. */
export function restrictionShape(build: Build, source: PostgresSource, draft: Draft): Shape {
  const { table, key, restriction } = source.map.subject
  if (!restriction || !("scope" in restriction)) throw new Error("the data map has no list of restrictions")
  const columns = [key].flat()
  const scope = `t.${ident(restriction.scope)}`
  const code = build.params.add(draft.category, "text")
  const on = draft.op === "restrict"
  const others = `array_remove(coalesce(${scope}, '{}'), ${code})`
  const left = on ? `array_append(${others}, ${code})` : others
  const since = on
    ? `coalesce(t.${ident(restriction.since)}, now())`
    : `case when cardinality(${others}) = 0 then null else t.${ident(restriction.since)} end`
  return {
    from: `${tableIdent(table)} t`,
    where: [keyIn(build, "t", table, columns)],
    keys: columns.map((column) => `t.${ident(column)}`),
    owner: ownerSql(build, "t", table, key).text,
    parts: [
      {
        before: [`(${code} = any(coalesce(${scope}, '{}')))::text`],
        after: [`'${on ? "true" : "false"}'::text`],
      },
    ],
    change: () =>
      `update ${tableIdent(table)} t set ${ident(restriction.scope)} = ${left}, ${ident(restriction.since)} = ${since} from target x, state where ${sameRow("t", columns)} and ${GUARD}`,
  }
}

function flagsShape(build: Build, flags: FlagRows, draft: Draft): Shape {
  const column = (name: string) => columnOf(build.source, build.catalog, flags.table, name)
  const owner = ownerSql(build, "t", flags.table, flags.subject)
  const columns = [flags.subject].flat()
  const subject = keyInSlot(
    build,
    "owner",
    owner.parts.map(({ type }) => type),
  )
  const list = (name: string) => build.params.slot(`key.${name}`, `${column(name).type}[]`)
  const value = build.params.add(String(draft.op === "allow"), column(flags.value).type)
  const set = flags.set ?? {}
  const extra = () => assignments(build, flags.table, set).map((text) => text.slice(text.indexOf(" = ") + 3))
  const names = [...columns, flags.purpose, flags.operation, flags.value, ...Object.keys(set)].map(ident)
  const update = names.slice(columns.length + 2).map((name) => `${name} = excluded.${name}`)
  return {
    from: `unnest(${list(flags.purpose)}, ${list(flags.operation)}) as k(p, o) left join ${tableIdent(flags.table)} t on ${isKey(build, owner, "owner")} and t.${ident(flags.purpose)} = k.p and t.${ident(flags.operation)} = k.o`,
    where: ["true"],
    keys: ["k.p", "k.o"],
    owner: keyOfParts(owner.parts.map(({ type }, i) => ({ text: subject[i] ?? "", type }))).text,
    parts: [{ before: [`coalesce(t.${ident(flags.value)}::text, 'absent')`], after: [`(${value})::text`] }],
    change: () =>
      `insert into ${tableIdent(flags.table)} (${names.join(", ")}) select ${[...subject, "x.k0", "x.k1", value, ...extra()].join(", ")} from target x, state where ${GUARD} on conflict (${names.slice(0, columns.length + 2).join(", ")}) do update set ${update.join(", ")}`,
  }
}

function closingShape(build: Build, closing: Closing): Shape {
  const open = conditions(build, "t", closing.table, closing.open)
  return {
    from: `${tableIdent(closing.table)} t`,
    where: [keyIn(build, "t", closing.table, closing.primaryKey)],
    keys: closing.primaryKey.map((column) => `t.${ident(column)}`),
    owner: ownerSql(build, "t", closing.table, closing.subject).text,
    parts: [{ before: [`(${open.join(" and ")})::text`], after: ["'false'::text"] }],
    change: () =>
      `update ${tableIdent(closing.table)} t set ${assignments(build, closing.table, closing.set).join(", ")} from target x, state where ${sameRow("t", closing.primaryKey)} and ${GUARD}`,
  }
}

/** A purpose stopped or allowed: its marks per operation, and the agreements that end with it. */
export function processingShape(build: Build, source: PostgresSource, draft: Draft): Shape {
  const { processing } = source.map
  if (!processing) throw new Error("the data map has no processing")
  if (draft.entry === "flags") return flagsShape(build, processing.flags, draft)
  const closing = processing.closing?.[Number(draft.entry.slice("closing.".length))]
  if (!closing) throw new Error(`the data map has no ${draft.entry}`)
  return closingShape(build, closing)
}
