import type { Entry } from "../map-schema"
import type { ForeignKey } from "./catalog"
import { type Build, keyIn, keySlots } from "./entry-sql"
import {
  type Going,
  keysAsked,
  keysTo,
  type Many,
  type Order,
  type Reference,
  referenceOf,
  writeReferences,
} from "./guards"
import type { Row } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { MOST_NAMED } from "./span-sql"
import { ident, type Slots } from "./sql"
import { askTogether } from "./together"

/** The condition that a row of `alias` is one of the person's rows of the entry. */
function isOneOf(build: Build, entry: Entry, alias: string): string {
  const relation = relationOf(build, entry)
  const same = entry.primaryKey.map((column) => `t.${ident(column)} = ${alias}.${ident(column)}`)
  const where = [...same, ownedBy(build, relation, [""]), ...relation.where]
  return `exists (select from ${relation.from} where ${where.join(" and ")})`
}

/** What of the person's is gone by the time the rows a foreign key leads to go: what it comes from. */
type Before = { named: Going | undefined; many: readonly Many[] }

const nameOf = ({ name }: Many): string => name

const notOf = (build: Build, many: readonly Many[]): string[] =>
  many.map(({ entry }) => `not ${isOneOf(build, entry, "r")}`)

/**
 * Where more rows refer to a person's than can be named: one for each row they hold, but rows that go before. Where only
 * some of the person's own let go, they hold all the same.
 */
async function heldAmongMany(
  source: PostgresSource,
  key: ForeignKey,
  rows: Going,
  { named, many: gone }: Before,
): Promise<Row[]> {
  const prepared = await source.prepare(["held", key, gone.map(nameOf), named !== undefined], (build) => {
    const own = named?.primaryKey ?? []
    const isNamed = () =>
      `not (${keyIn(
        build,
        "r",
        key.table,
        own,
        own.map((column) => `going.${column}`),
      )})`
    return writeReferences(build, source, key, rows, {
      once: true,
      but: [...notOf(build, gone), ...(named ? [isNamed()] : [])],
    })
  })
  const slots: Slots = {
    ...ownerSlots([gone[0]?.owner ?? ""]),
    ...slotsOf(rows, ""),
    ...(named ? slotsOf(named, "going.") : {}),
  }
  const [found = []] = await source.reading.ask([prepared.fill(slots)])
  return found
}

const slotsOf = ({ keys, primaryKey }: Going, prefix: string): Slots =>
  Object.fromEntries(
    primaryKey.map((column) => [`key.${prefix}${column}`, keys.map((key) => key[column] ?? "")]),
  )

/** The rows that refer to any of many, but those of many that go before. */
async function referencesInto(
  source: PostgresSource,
  { name, entry, owner }: Many,
  before: (key: ForeignKey) => readonly Many[],
): Promise<Reference[]> {
  const { table, primaryKey } = entry
  const references: Reference[] = []
  for (const key of keysTo(await source.catalog(), table)) {
    const gone = before(key)
    const prepared = await source.prepare(["references into", name, key, gone.map(nameOf)], (build) =>
      writeReferences(
        build,
        source,
        key,
        { table, primaryKey, among: isOneOf(build, entry, "g") },
        { once: false, but: notOf(build, gone) },
      ),
    )
    const [rows = []] = await source.reading.ask([prepared.fill(ownerSlots([owner]))])
    references.push(...rows.map((row) => ({ ...referenceOf(source, key, primaryKey, row), into: name })))
  }
  return references
}

/** Every row that refers to rows that are to go; rows of `many` that go before what they refer to are left out. */
export async function referencesTo(
  source: PostgresSource,
  going: readonly Going[],
  many: readonly Many[],
  isBefore: Order,
): Promise<Reference[]> {
  if (going.every(({ keys }) => keys.length === 0) && many.length === 0) return []
  const before = (named: readonly Going[], among: readonly Many[], key: ForeignKey): Before => {
    const isGone = (table: string) => table === key.table && (key.deferrable || isBefore(table, key.target))
    return {
      named: named.find(({ table, keys }) => keys.length > 0 && isGone(table)),
      many: among.filter(({ entry }) => isGone(entry.table)),
    }
  }
  const asked = keysAsked(source, await source.catalog(), going)
  const answers = await askTogether(
    source,
    asked.map(({ key, rows }) => ({
      key: ["references", key],
      write: (build) => writeReferences(build, source, key, rows),
      slots: keySlots(rows.keys, rows.primaryKey),
    })),
  )
  const references: Reference[] = []
  for (const [i, { key, rows }] of asked.entries()) {
    const told = answers[i] ?? []
    const found =
      told.length > MOST_NAMED ? await heldAmongMany(source, key, rows, before(going, many, key)) : told
    references.push(...found.map((row) => referenceOf(source, key, rows.primaryKey, row)))
  }
  for (const each of many)
    references.push(...(await referencesInto(source, each, (key) => before([], many, key).many)))
  return references
}
