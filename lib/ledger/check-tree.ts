import type { ClientBase } from "pg"
import { bigint, CHUNK, CHUNK_LEVEL, type Chunk, readChunks, type Stored } from "@/lib/ledger/read-tree"
import { type Frontier, folded, grown, INNER, LEAF, type Node, placesOf, sha256 } from "@/lib/ledger/tree"

/** What is wrong, in the order of the ledger, each in a sentence for the operator. */
export type TreeReport = { size: number; faults: string[]; rootAt: ReadonlyMap<number, Buffer> }

const MOST_NAMED = 20

/**
 * Computes the tree anew from every entry's bytes and compares it with what is stored: each entry in its place with the id
 * and the time its bytes have, each node over them, and none besides. Gives the roots at the sizes asked for, for whoever compares them
 * with what was signed. Reads as the database's owner, a chunk at a time; call it in a transaction that sees one moment.
 */
export async function checkTree(client: ClientBase, sizes: readonly number[]): Promise<TreeReport> {
  const faults: string[] = []
  const rootAt = new Map<number, Buffer>()
  const wanted = [...sizes].sort((a, b) => a - b)
  const above: Node[] = []
  let [upper, size]: [Frontier, number] = [{ size: 0, hashes: [] }, 0]
  for await (const chunk of readChunks(client)) {
    const levels = computed(chunk)
    faults.push(...compare(chunk, levels))
    size = chunk.from + chunk.entries.length
    while (wanted[0] !== undefined && wanted[0] <= size) {
      const to = wanted.shift() ?? 0
      rootAt.set(to, rootWithin(upper, levels, chunk.from, to))
    }
    if (chunk.entries.length === CHUNK) {
      const next = grown(upper, [hashIn(levels[CHUNK_LEVEL], 0)])
      above.push(...next.nodes.slice(1))
      upper = next.frontier
    }
  }
  faults.push(...(await compareUpper(client, above)), ...(await beside(client, size)))
  return { size, faults, rootAt }
}

/** The hashes over a chunk by level, side by side, as its entries' bytes give them. */
function computed({ entries }: Chunk): Buffer[] {
  const levels = [leafHashes(entries)]
  const pair = Buffer.concat([INNER, Buffer.alloc(64)])
  for (let below = levels[0]; below && below.length > 32; below = levels.at(-1)) {
    const above = Buffer.alloc((below.length >> 6) * 32)
    for (let at = 0; at < above.length; at += 32) {
      below.copy(pair, 1, at * 2, at * 2 + 64)
      sha256(pair).copy(above, at)
    }
    levels.push(above)
  }
  return levels
}

function leafHashes(entries: Chunk["entries"]): Buffer {
  const hashes = Buffer.alloc(entries.length * 32)
  for (let n = 0; n < entries.length; n++) sha256(entries[n]?.leaf ?? LEAF).copy(hashes, n * 32)
  return hashes
}

const hashIn = (level: Buffer | undefined, n: number): Buffer => level?.subarray(n * 32, n * 32 + 32) ?? NONE

function compare(chunk: Chunk, levels: readonly Buffer[]): string[] {
  const { from, entries, nodes } = chunk
  const faults: string[] = []
  const holds = nodes.hashes.equals(Buffer.concat(levels))
  const stored = holds ? null : byPlace(nodes)
  for (let n = 0; n < entries.length; n++) {
    const [seq, entry] = [from + n, entries[n]]
    if (!entry) faults.push(`Entry ${seq} has no place any more.`)
    else if (!entry.leaf) faults.push(`Entry ${named(seq, chunk, entry)} is gone.`)
    else if (!isWithin(entry.leaf, chunk, entry.row))
      faults.push(`Entry ${named(seq, chunk, entry)} has another id or time than in its bytes.`)
    else if (stored && !stored.get(`0/${seq}`)?.equals(hashIn(levels[0], n)))
      faults.push(
        `Entry ${named(seq, chunk, entry)} is not what was entered: its bytes and node 0/${seq} disagree.`,
      )
  }
  if (stored)
    for (const [level, hashes] of [...levels.entries()].slice(1))
      for (let n = 0; n * 32 < hashes.length; n++) {
        const place = { level, index: from / 2 ** level + n }
        if (!stored.get(`${level}/${place.index}`)?.equals(hashIn(hashes, n))) faults.push(wrongNode(place))
      }
  return faults
}

const named = (seq: number, { ids }: Chunk, { row }: Stored) =>
  `${seq} (${ids.toString("latin1", row * 36, row * 36 + 36)})`

const [ID, AT] = [Buffer.from('"id":"'), Buffer.from('"at":"')]
const YEAR_2000 = Date.UTC(2000, 0, 1)

/** Whether an entry's own bytes have the id and the time that stand beside them. */
function isWithin(leaf: Buffer, { ids, times }: Chunk, row: number): boolean {
  const [id, at] = [leaf.indexOf(ID) + ID.length, leaf.indexOf(AT) + AT.length]
  return (
    id + 36 <= leaf.length &&
    leaf.compare(ids, row * 36, row * 36 + 36, id, id + 36) === 0 &&
    (Date.parse(leaf.toString("latin1", at, at + 24)) - YEAR_2000) * 1_000 === bigint(times, row)
  )
}

/** Stored hashes by their place; none where they cannot be told apart. */
function byPlace({ levels, indices, hashes }: Chunk["nodes"]): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (let n = 0; n * 32 < hashes.length; n++)
    found.set(`${levels.readInt32BE(n * 4)}/${bigint(indices, n)}`, hashIn(hashes, n))
  return found
}

const NONE = Buffer.alloc(0)
const wrongNode = ({ level, index }: Pick<Node, "level" | "index">) =>
  `Node ${level}/${index} is missing or not what its entries give.`

/** The root over the first `to` entries, which end in this chunk. */
function rootWithin(upper: Frontier, levels: readonly Buffer[], from: number, to: number): Buffer {
  const within = placesOf({ from, to }).map(({ level, index }) =>
    hashIn(levels[level], index - from / 2 ** level),
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
    `select level, index from ledger_nodes
     where level not between 0 and 62 or index < 0 or index >= $1::bigint >> level order by 1, 2 limit ${MOST_NAMED}`,
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
