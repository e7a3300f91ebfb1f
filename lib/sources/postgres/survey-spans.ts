import { SourceRefused } from "../failures"
import type { Entry } from "../map-schema"
import type { Span } from "../operation"
import type { Mapped } from "../planning"
import type { Build } from "./entry-sql"
import { liveValue } from "./field-sql"
import type { Row } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ROWS_IN_SPAN } from "./span-sql"
import { ident } from "./sql"

/** A span of a person's rows, and how many of them hold an item, by the position of each field. */
export type CountedSpan = Span & { live: readonly number[] }

/** Throws where the map's key names several rows alike. */
export function assertKeys(source: Mapped, entry: Entry, keys: number, rows: number): void {
  if (keys === rows) return
  throw new SourceRefused(
    source.name,
    `has several rows of ${entry.table} that its key in the data map names alike`,
  )
}

/** All of a person's rows of an entry in spans, counted in the source. */
export async function spansOf(
  source: PostgresSource,
  owner: string,
  name: string,
  entry: Entry,
): Promise<CountedSpan[]> {
  const prepared = await source.prepare(["spans", name], (build) => writeSpans(build, entry))
  const [rows = []] = await source.reading.ask([prepared.fill(ownerSlots([owner]))])
  const key = (row: Row, as: string) =>
    Object.fromEntries(entry.primaryKey.map((column, i) => [column, String(row[`${as}${i}`])]))
  return rows.map((row) => {
    assertKeys(source, entry, Number(row.keys), Number(row.rows))
    const live = entry.fields.map((_, i) => Number(row[`l${i}`]))
    return { from: key(row, "f"), to: key(row, "t"), rows: Number(row.rows), live }
  })
}

function writeSpans(build: Build, entry: Entry): string {
  const relation = relationOf(build, entry)
  const keys = entry.primaryKey.map((column) => `t.${ident(column)}`)
  const size = build.params.add(ROWS_IN_SPAN, "bigint")
  const mine = [
    `row_number() over (order by ${keys.join(", ")}) - 1 as n`,
    "count(*) over () as total",
    ...keys.map((column, i) => `${column} as k${i}`),
    ...entry.fields.map((field, i) => `${liveValue(build, entry, field)} is not null as live${i}`),
  ]
  const where = [ownedBy(build, relation, [""]), ...relation.where].join(" and ")
  const columns = [
    "count(*)::int as rows",
    `count(distinct (${keys.map((_, i) => `k${i}`).join(", ")}))::int as keys`,
    ...keys.flatMap((_, i) => [
      `max(k${i}::text) filter (where n % ${size} = 0) as f${i}`,
      `max(k${i}::text) filter (where n % ${size} = ${size} - 1 or n = total - 1) as t${i}`,
    ]),
    ...entry.fields.map((_, i) => `(count(*) filter (where live${i}))::int as l${i}`),
  ]
  return `select ${columns.join(", ")} from (select ${mine.join(", ")} from ${relation.from} where ${where}) mine group by n / ${size} order by min(n)`
}
