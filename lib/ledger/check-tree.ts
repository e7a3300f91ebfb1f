import type { ClientBase } from "pg"
import { CHUNK, CHUNK_LEVEL, type Chunk, readChunk } from "@/lib/ledger/read-tree"
import { type Frontier, folded, grown, leafHash, type Node, nodeHash, placesOf } from "@/lib/ledger/tree"

/** What is wrong, in the order of the ledger, each in a sentence for the operator. */
export type TreeReport = { size: number; faults: string[]; rootAt: ReadonlyMap<number, Buffer> }

const MOST_NAMED = 20

/**
 * Computes the tree anew from every entry's bytes and compares it with what is stored: each entry in its place with the id
 * and the time its bytes have, each node over them, and none besides. Gives the roots at the sizes asked for, for whoever
 * compares them with what was signed. Reads as the database's owner, a chunk at a time.
 */
export async function checkTree(client: ClientBase, sizes: readonly number[]): Promise<TreeReport> {
  const size = await count(client, "select coalesce(max(seq) + 1, 0)::float8 as n from ledger_entries")
  const faults: string[] = []
  const rootAt = new Map<number, Buffer>()
  const wanted = [...sizes].sort((a, b) => a - b)
  let upper: Frontier = { size: 0, hashes: [] }
  // Not to the end of whatever place somebody wrote: past the first bad entries nothing further is learnt.
  for (let from = 0; from < size && faults.length < MOST_NAMED; from += CHUNK) {
    const chunk = await readChunk(client, from, Math.min(from + CHUNK, size))
    const levels = computed(chunk)
    faults.push(...compare(chunk, levels))
    while (wanted[0] !== undefined && wanted[0] <= from + chunk.leaves.length) {
      const to = wanted.shift() ?? 0
      rootAt.set(to, rootWithin(upper, levels, from, to))
    }
    const top = levels[CHUNK_LEVEL]?.[0]
    if (top) {
      const next = grown(upper, [top])
      faults.push(...(await compareUpper(client, next.nodes.slice(1))))
      upper = next.frontier
    }
  }
  faults.push(...(await beside(client, size)))
  return { size, faults, rootAt }
}

/** The hashes over a chunk by level, as its entries' bytes give them. */
function computed({ leaves }: Chunk): Buffer[][] {
  const levels = [leaves.map((leaf) => leafHash(leaf ?? Buffer.alloc(0)))]
  for (let below = levels[0]; below && below.length > 1; below = levels.at(-1)) {
    const above: Buffer[] = []
    for (let n = 0; n + 1 < below.length; n += 2)
      above.push(nodeHash(below[n] ?? Buffer.alloc(0), below[n + 1] ?? Buffer.alloc(0)))
    levels.push(above)
  }
  return levels
}

function compare({ from, leaves, ids, odd, nodes }: Chunk, levels: readonly Buffer[][]): string[] {
  const faults: string[] = []
  for (const [n, leaf] of leaves.entries()) {
    const seq = from + n
    if (!ids[n]) faults.push(`Entry ${seq} has no place any more.`)
    else if (!leaf) faults.push(`Entry ${named(seq, ids[n])} is gone.`)
    else if (odd.has(seq))
      faults.push(`Entry ${named(seq, ids[n])} has another id or time than in its bytes.`)
    else if (!levels[0]?.[n]?.equals(nodes.get(0)?.get(seq) ?? NONE))
      faults.push(
        `Entry ${named(seq, ids[n])} is not what was entered: its bytes and node 0/${seq} disagree.`,
      )
  }
  for (const [level, hashes] of levels.entries())
    for (const [n, hash] of level === 0 ? [] : hashes.entries()) {
      const index = from / 2 ** level + n
      if (!nodes.get(level)?.get(index)?.equals(hash)) faults.push(wrongNode({ level, index }))
    }
  return faults
}

const NONE = Buffer.alloc(0)
const wrongNode = ({ level, index }: Pick<Node, "level" | "index">) =>
  `Node ${level}/${index} is missing or not what its entries give.`
const named = (seq: number, id: string) =>
  `${seq} (${id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")})`

/** The root over the first `to` entries, which end in this chunk. */
function rootWithin(upper: Frontier, levels: readonly Buffer[][], from: number, to: number): Buffer {
  const within = placesOf({ from, to }).map(
    ({ level, index }) => levels[level]?.[index - from / 2 ** level] ?? NONE,
  )
  return folded([...upper.hashes, ...within])
}

async function compareUpper(client: ClientBase, nodes: readonly Node[]): Promise<string[]> {
  const faults: string[] = []
  for (const { level, index, hash } of nodes) {
    const place = { level: level + CHUNK_LEVEL, index }
    const { rows } = await client.query<{ hash: Buffer }>(
      "select hash from ledger_nodes where level = $1 and index = $2",
      [place.level, place.index],
    )
    if (!rows[0]?.hash.equals(hash)) faults.push(wrongNode(place))
  }
  return faults
}

/** What is there and has no business to be: nodes beyond the tree, entries that neither wait nor have a place. */
async function beside(client: ClientBase, size: number): Promise<string[]> {
  const { rows: nodes } = await client.query<{ level: number; index: string }>(
    `select level, index from ledger_nodes where level < 0 or index < 0 or index >= floor($1::numeric / 2::numeric ^ level)
     order by 1, 2 limit ${MOST_NAMED}`,
    [size],
  )
  const { rows: lost } = await client.query<{ id: string }>(
    `select i.id from ledger_inbox i where not exists (select from ledger_entries e where e.id = i.id)
     and not exists (select from ledger_waiting w where w.id = i.id) order by i.at, i.id limit ${MOST_NAMED}`,
  )
  const { rows: gone } = await client.query<{ id: string }>(
    `select w.id from ledger_waiting w where not exists (select from ledger_inbox i where i.id = w.id) order by 1
     limit ${MOST_NAMED}`,
  )
  return [
    ...nodes.map(({ level, index }) => `Node ${level}/${index} lies outside the tree of ${size} entries.`),
    ...lost.map(({ id }) => `Entry ${id} neither has a place nor waits for one.`),
    ...gone.map(({ id }) => `Entry ${id} waits for its place and is gone.`),
  ]
}

async function count(client: ClientBase, text: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(text)
  return rows[0]?.n ?? 0
}
