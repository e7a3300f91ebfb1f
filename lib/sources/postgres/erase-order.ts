import type { Entry } from "../map-schema"
import type { Catalog } from "./catalog"

/** `from` has to go before `to`; a `soft` edge may be broken in a circle. */
type Edge = { from: string; to: string; soft: boolean }

/** The tables rows go from, by what refers to what: foreign keys, references of the map, and the ways to the person. */
function edgesOf(entries: readonly Entry[], { foreignKeys }: Catalog): Edge[] {
  const keys = foreignKeys.map(({ table, target, columns, deferrable, onDelete }) => {
    const isReleased = entries.some(
      (entry) => entry.table === table && columns.some((column) => entry.releases?.includes(column)),
    )
    return { from: table, to: target, soft: deferrable || isReleased || onDelete === "null" }
  })
  // Rows are found by the way to their person, so the way goes last.
  const ways = entries.flatMap(({ table, path = [] }) =>
    path.map((step) => ({ from: table, to: step.table, soft: true })),
  )
  return [...keys, ...ways].filter(({ from, to }) => from !== to)
}

/** Everything that can be reached from a table. */
function reachable(start: string, edges: readonly Edge[]): Set<string> {
  const seen = new Set([start])
  for (const table of seen) for (const { from, to } of edges) if (from === table) seen.add(to)
  return seen
}

/** Which of the tables left goes next: one nobody else left has to go before, of a circle one that hurts least. */
function next(left: ReadonlySet<string>, all: readonly Edge[]): string | undefined {
  const edges = all.filter(({ from, to }) => left.has(from) && left.has(to))
  const isFree = (table: string, among: readonly Edge[]) => among.every(({ to }) => to !== table)
  const tables = [...left]
  const free = tables.find((table) => isFree(table, edges))
  if (free !== undefined) return free
  const outermost = tables.filter((table) => {
    const mine = reachable(table, edges)
    return tables.every((other) => !reachable(other, edges).has(table) || mine.has(other))
  })
  const hard = edges.filter(({ soft }) => !soft)
  return outermost.find((table) => isFree(table, hard)) ?? outermost[0]
}

const ranked = new WeakMap<Catalog, Map<string, number>>()

/** Tables ranked so that whoever refers comes before what it refers to; among equals, the map's order. */
export function eraseOrder(entries: readonly Entry[], catalog: Catalog): Map<string, number> {
  const known = ranked.get(catalog)
  if (known) return known
  const edges = edgesOf(entries, catalog)
  const left = new Set(
    entries.flatMap((entry) => (entry.shares ? [entry.table, entry.shares.table] : [entry.table])),
  )
  const order = new Map<string, number>()
  for (let table = next(left, edges); table !== undefined; table = next(left, edges)) {
    order.set(table, order.size)
    left.delete(table)
  }
  ranked.set(catalog, order)
  return order
}
