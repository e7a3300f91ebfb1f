import { Quarantined, SourceRefused } from "../failures"
import type { Draft } from "../postgres/shape-parts"
import { hashOfRows, type State } from "../postgres/statement"
import type { Row } from "./pool"
import { shapeOf } from "./shape"
import { rowDigest, type Shape } from "./shape-parts"
import type { Build, MysqlSource } from "./source"
import { all, asText, ident, join, raw, type Sql, sql } from "./sql"

/** One line per row: whose it is and its digests, now (b0…) and as promised (a0…). */
export function writeState(source: MysqlSource, shape: Shape, subject: string): Sql {
  const row = [sql`${subject}`, ...shape.keys.map(asText)]
  const digests = shape.parts.flatMap(({ before, after }, i) => [
    sql`${rowDigest(source.pepper, [...row, ...before])} as ${ident(`b${i}`)}`,
    sql`${after ? rowDigest(source.pepper, [...row, ...after]) : raw("null")} as ${ident(`a${i}`)}`,
  ])
  const columns = [sql`${shape.owner ?? sql`${subject}`} as o`, sql`now(6) as at`, ...digests]
  return sql`select ${join(columns, ", ")} from ${shape.from} where ${all(shape.where)}`
}

const instant = (value: unknown): string =>
  typeof value === "string" ? new Date(`${value.replace(" ", "T")}Z`).toISOString() : new Date().toISOString()

/** Reads the answer of `writeState`, one state per part; rows of somebody else stop everything. */
export function statesOf(
  source: MysqlSource,
  shape: Shape,
  subject: string,
  rows: readonly Row[],
  changed: number,
): State[] {
  if (rows.some(({ o }) => String(o) !== subject)) throw new Quarantined(source.name)
  const at = instant(rows[0]?.at)
  const hash = (column: string) =>
    hashOfRows(
      rows.map((row) => {
        const digest = row[column]
        // The server makes no text longer than it may send: no digest, no promise.
        if (typeof digest !== "string")
          throw new SourceRefused(source.name, "made no digest of a row", "54000")
        return digest
      }),
    )
  return shape.parts.map(({ after }, i) => ({
    rows: rows.length,
    hash: hash(`b${i}`),
    promised: after ? hash(`a${i}`) : null,
    changed,
    at,
  }))
}

/** How the rows of operations stand, by connections that never write. */
export async function standing(
  source: MysqlSource,
  build: Build,
  groups: readonly (readonly Draft[])[],
): Promise<State[][]> {
  const asked = groups.map((group) => {
    const subject = group[0]?.subject ?? ""
    return { subject, shape: shapeOf(build, source, group) }
  })
  const answers = await source.reading.ask(
    asked.map(({ shape, subject }) => writeState(source, shape, subject)),
  )
  return asked.map(({ shape, subject }, i) => statesOf(source, shape, subject, answers[i] ?? [], 0))
}
