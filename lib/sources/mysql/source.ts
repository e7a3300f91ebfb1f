import { SourceRefused } from "../failures"
import { type MaskKeys, maskKeys } from "../mask"
import type { Mapped } from "../planning"
import type { People } from "../reach-schema"
import { loadCatalog, type MysqlCatalog, type MysqlColumn } from "./catalog"
import { MysqlPool, type Row } from "./pool"
import type { Sql } from "./sql"

/** One open MariaDB or MySQL source. Readings and writings never share a connection. */
export type MysqlSource = Mapped & {
  readonly pepper: string
  readonly reading: MysqlPool
  readonly writing: MysqlPool
  /** What the live schema says, read once. */
  catalog(): Promise<MysqlCatalog>
}

/** What SQL is built from: the source's name and live schema, and the table of the people; null as in PostgreSQL. */
export type Build = {
  readonly source: string
  readonly catalog: MysqlCatalog
  readonly people: People | null
  readonly masks: MaskKeys
}

/** Opens nothing yet: connections are made by the first question. */
export function openMysql(name: string, map: MysqlSource["map"], url: string, pepper: string): MysqlSource {
  const { seconds, connections } = map.limits
  const open = (readOnly: boolean) => new MysqlPool({ source: name, url, seconds, connections, readOnly })
  return withMap({ name, pepper, reading: open(true), writing: open(false) }, map)
}

/** The same database, over the same connections, as another map sees it. */
export function withMap(
  { name, pepper, reading, writing }: Pick<MysqlSource, "name" | "pepper" | "reading" | "writing">,
  map: MysqlSource["map"],
): MysqlSource {
  let known: Promise<MysqlCatalog> | undefined
  const catalog = () => {
    known ??= loadCatalog(reading.ask, map).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  return { name, map, pepper, reading, writing, catalog }
}

/** What SQL for a source is built from. */
export const buildOf = async (source: MysqlSource): Promise<Build> => ({
  source: source.name,
  catalog: await source.catalog(),
  people: source.map.subject,
  masks: maskKeys(source.pepper),
})

/** The rows of one question. */
export async function rowsOf(source: MysqlSource, statement: Sql): Promise<Row[]> {
  const [rows = []] = await source.reading.ask([statement])
  return rows
}

/** The column as the live schema knows it; a missing one is a refusal in words. */
export function columnOf(
  { source, catalog }: Pick<Build, "source" | "catalog">,
  table: string,
  column: string,
): MysqlColumn {
  const found = catalog.columns.get(table)?.get(column)
  if (found) return found
  throw new SourceRefused(source, `has no column ${table}.${column}, which the data map names`, "42703")
}
