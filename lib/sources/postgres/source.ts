import type { RelationalMap } from "../map-schema"
import { maskKeys } from "../mask"
import { type Catalog, loadCatalog } from "./catalog"
import type { Build } from "./entry-sql"
import { SourcePool } from "./pool"
import { Params, type Prepared } from "./sql"

/** One open PostgreSQL source. Readings and writings never share a connection. */
export type PostgresSource = {
  readonly name: string
  readonly map: RelationalMap
  readonly pepper: string
  readonly reading: SourcePool
  readonly writing: SourcePool
  /** What the live schema says, read once. */
  catalog(): Promise<Catalog>
  /** The statement `write` writes, written once per `key`. */
  prepare(key: readonly unknown[], write: (build: Build) => string): Promise<Prepared>
}

/** Opens nothing yet: connections are made by the first question. */
export function openPostgres(name: string, map: RelationalMap, url: string, pepper: string): PostgresSource {
  const { seconds, connections } = map.limits
  const reading = new SourcePool({ source: name, url, seconds, connections, readOnly: true })
  const writing = new SourcePool({ source: name, url, seconds, connections, readOnly: false })
  return withMap({ name, pepper, reading, writing }, map)
}

/** The same database, over the same connections, as another map sees it. */
export function withMap(
  { name, pepper, reading, writing }: Pick<PostgresSource, "name" | "pepper" | "reading" | "writing">,
  map: RelationalMap,
): PostgresSource {
  let known: Promise<Catalog> | undefined
  const catalog = () => {
    known ??= loadCatalog(reading.ask, map).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  const masks = maskKeys(pepper)
  const written = new Map<string, Prepared>()
  const prepare: PostgresSource["prepare"] = async (key, write) => {
    const text = JSON.stringify(key)
    const found = written.get(text)
    if (found) return found
    const params = new Params()
    const build = { source: name, catalog: await catalog(), params, people: map.subject, masks }
    const prepared = params.prepare(write(build))
    written.set(text, prepared)
    return prepared
  }
  return { name, map, pepper, reading, writing, catalog, prepare }
}
