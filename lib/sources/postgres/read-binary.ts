import type { BinaryAnswer, Identifiers, RowKey } from "../connector"
import type { Entry } from "../map-schema"
import { placesOfItem } from "../restriction-map"
import { keyIn, keySlots, typedColumn } from "./entry-sql"
import { itemId, partsOfItemId } from "./item-id"
import { meantBy } from "./meant"
import { keyColumns, keyOf } from "./read"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { MOST_NAMED } from "./span-sql"
import { ident } from "./sql"
import { assertOwn } from "./subject"
import { bytesValue, placeOfField } from "./value-sql"

/** The key that is meant among all of a person's rows of an entry, of which so many are held at once as can be named. */
async function keyNamed(
  source: PostgresSource,
  subjects: readonly string[],
  { name, entry }: { name: string; entry: Entry },
  isMeant: (key: RowKey) => boolean,
): Promise<RowKey | null> {
  const { table, primaryKey } = entry
  const listing = await source.prepare(["keys", subjects.length === 1, name], (build) => {
    const relation = relationOf(build, entry)
    const keys = primaryKey.map((column) => `t.${ident(column)}`).join(", ")
    const after = primaryKey.map((column) =>
      build.params.slot(`after.${column}`, typedColumn(build, "t", table, column).type),
    )
    const isAfter = `(${after[0]} is null or (${keys}) > (${after.join(", ")}))`
    const where = [ownedBy(build, relation, subjects), ...relation.where, isAfter].join(" and ")
    return `select ${keyColumns(entry)} from ${relation.from} where ${where} order by ${keys} limit ${build.params.add(MOST_NAMED, "bigint")}`
  })
  for (let last: RowKey | undefined; ; ) {
    const after = primaryKey.map((column) => [`after.${column}`, last?.[column] ?? null])
    const slots = { ...ownerSlots(subjects), ...Object.fromEntries(after) }
    const [rows = []] = await source.reading.ask([listing.fill(slots)])
    const keys = rows.map((row) => keyOf(primaryKey, row))
    const found = keys.find(isMeant)
    if (found || keys.length < MOST_NAMED) return found ?? null
    last = keys.at(-1)
  }
}

/** The bytes of an item where its row lies in an entry. */
async function bytesIn(
  source: PostgresSource,
  subjects: readonly string[],
  name: string,
  item: { id: string; entry: string; field: string },
): Promise<BinaryAnswer | null> {
  const entry = source.map.entries[name]
  const field = entry?.fields.find((each) => each.field === item.field)
  if (!entry || !field) return null
  const one = subjects.length === 1
  const key = await keyNamed(source, subjects, { name, entry }, (each) => {
    return itemId(source.pepper, item.entry, field.field, each) === item.id
  })
  if (!key) return null
  const bytes = await source.prepare(["bytes", one, name, field.field], (build) => {
    const relation = relationOf(build, entry)
    const where = [keyIn(build, "t", entry.table, entry.primaryKey), ownedBy(build, relation, subjects)]
    const media = field.mediaType === undefined ? "null::text" : `t.${ident(field.mediaType)}::text`
    return `select ${relation.owner}::text as subject, ${bytesValue(build, entry, field)} as bytes, ${media} as media from ${relation.from} where ${where.join(" and ")}`
  })
  const [[row] = []] = await source.reading.ask([bytes.fill({ ...ownerSlots(subjects), ...keySlots([key]) })])
  if (!row || !Buffer.isBuffer(row.bytes)) return null
  const subject = assertOwn(source, subjects, row.subject)
  return {
    source: source.name,
    subject,
    place: placeOfField(entry, field),
    bytes: row.bytes,
    mediaType: typeof row.media === "string" ? row.media : null,
  }
}

/** The bytes of one item of this person, found by its name among their own rows only. */
export async function readBinary(
  source: PostgresSource,
  identifiers: Identifiers,
  id: string,
): Promise<BinaryAnswer | null> {
  const parts = partsOfItemId(id)
  const { keys: subjects } = await meantBy(source, identifiers)
  if (!parts || subjects.length === 0) return null
  for (const name of placesOfItem(source.map, parts.entry)) {
    const found = await bytesIn(source, subjects, name, { id, ...parts })
    if (found) return found
  }
  return null
}
