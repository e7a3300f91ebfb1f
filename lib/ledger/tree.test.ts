import { readFileSync } from "node:fs"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { testServerUrl } from "@/db/testing/database"
import { openVault } from "@/lib/keys/vault"
import { openNote, signedNote, verifierKey } from "@/lib/ledger/note"
import {
  completed,
  consistencyRanges,
  EMPTY_ROOT,
  type Frontier,
  folded,
  grown,
  inclusionRanges,
  leafHash,
  placesOf,
  type Range,
  rootOf,
} from "@/lib/ledger/tree"

const MOST = 130
const leaves = Array.from({ length: MOST }, (_, n) => Buffer.from(`entry ${n}`))
const empty: Frontier = { size: 0, hashes: [] }
const whole = grown(
  empty,
  leaves.map((leaf) => leafHash(leaf)),
)
const stored = new Map(whole.nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]))
const hashOver = (range: Range) =>
  folded(placesOf(range).map(({ level, index }) => stored.get(`${level}/${index}`) ?? Buffer.alloc(0)))
const roots = Array.from({ length: MOST + 1 }, (_, size) => hashOver({ from: 0, to: size }))

let other: pg.Client
beforeAll(async () => {
  other = new pg.Client({ connectionString: testServerUrl() })
  await other.connect()
  await other.query(readFileSync("lib/ledger/independent-verifier.sql", "utf8"))
})
afterAll(() => other?.end())

const hex = (bytes: Buffer | undefined) => `\\x${bytes?.toString("hex")}`
const flipped = (bytes: Buffer) => Buffer.concat([Buffer.of((bytes[0] ?? 0) ^ 1), bytes.subarray(1)])

it("every root, inclusion and consistency proof up to 130 entries holds for a verifier that shares nothing with it", async () => {
  const { rows: heads } = await other.query<{ root: Buffer }>(
    "select pg_temp.tree_head(($1::bytea[])[1:n]) as root from generate_series(0, $2) n order by n",
    [leaves.map(hex), MOST],
  )
  expect(heads.map(({ root }) => root.toString("hex"))).toEqual(roots.map((root) => root.toString("hex")))
  const pairs = Array.from({ length: MOST }, (_, n) => n + 1).flatMap((size) =>
    Array.from({ length: size }, (_, index) => ({ index, size })),
  )
  expect(pairs).toHaveLength(8_515)
  const inclusion = pairs.map(({ index, size }) => ({
    ...{ at: index, size, leaf: hex(leaves[index]), root: hex(roots[size]) },
    path: inclusionRanges(index, size).map((range) => hex(hashOver(range))),
  }))
  expect(await refused(includes, inclusion)).toEqual([])
  const consistency = pairs.map(({ index, size }) => ({
    ...{ at: index + 1, size, leaf: hex(roots[index + 1]), root: hex(roots[size]) },
    path: consistencyRanges(index + 1, size).map((range) => hex(hashOver(range))),
  }))
  expect(await refused(continues, consistency)).toEqual([])
  // And says no to whatever is not so: another place, another root, a hash less, a hash altered.
  for (const [check, proofs] of [
    [includes, inclusion],
    [continues, consistency],
  ] as const) {
    const some = proofs.filter(({ size, path }) => size > 60 && path.length > 0)
    for (const wrong of [
      some.map((proof) => ({ ...proof, root: hex(flipped(Buffer.from(proof.root.slice(2), "hex"))) })),
      some.map((proof) => ({ ...proof, leaf: hex(flipped(Buffer.from(proof.leaf.slice(2), "hex"))) })),
      some.map((proof) => ({ ...proof, path: proof.path.slice(1) })),
      some.map((proof) => ({ ...proof, path: proof.path.with(-1, hex(leafHash(Buffer.of(1)))) })),
    ])
      expect(await refused(check, wrong)).toHaveLength(wrong.length)
  }
})

const includes = "pg_temp.includes(at, size, leaf, path, root)"
const continues = "pg_temp.continues(at, size, path, leaf, root)"

async function refused(check: string, proofs: readonly object[]): Promise<unknown[]> {
  const { rows } = await other.query(
    `select at, size from jsonb_to_recordset($1) as p (at bigint, size bigint, leaf bytea, root bytea, path bytea[])
     where not ${check}`,
    [JSON.stringify(proofs)],
  )
  return rows
}

it("a tree grown in any pieces has the same nodes, and says beforehand which become complete", () => {
  for (const step of [1, 7, 64, 129]) {
    let frontier = empty
    const nodes: string[] = []
    for (let from = 0; from < MOST; from += step) {
      const next = grown(
        frontier,
        leaves.slice(from, from + step).map((leaf) => leafHash(leaf)),
      )
      const told = completed(frontier.size, next.frontier.size).flatMap(({ level, from: first, to }) =>
        Array.from({ length: to - first }, (_, n) => `${level}/${first + n}`),
      )
      expect(next.nodes.map(({ level, index }) => `${level}/${index}`).sort()).toEqual(told.sort())
      for (const { level, index, hash } of next.nodes) nodes.push(`${level}/${index} ${hash.toString("hex")}`)
      frontier = next.frontier
    }
    expect(rootOf(frontier)).toEqual(roots[MOST])
    expect(nodes.sort()).toEqual(
      [...stored].map(([place, hash]) => `${place} ${hash.toString("hex")}`).sort(),
    )
  }
  expect(rootOf(empty)).toEqual(EMPTY_ROOT)
})

it("a checkpoint is a signed note that opens under its key alone, and not with one bit of it flipped", () => {
  const vault = openVault(new pg.Pool(), Buffer.alloc(32, 1))
  const key = { name: "example.kg/ledger", publicKey: vault.ledgerKey }
  const checkpoint = { origin: key.name, size: MOST, root: roots[MOST] ?? EMPTY_ROOT }
  const note = signedNote(checkpoint, { ...key, sign: vault.signLedger })
  expect(openNote(note, key)).toEqual(checkpoint)
  expect(verifierKey(key)).toMatch(/^example\.kg\/ledger\+[0-9a-f]{8}\+AQ?[A-Za-z0-9+/]{42,43}=*$/)
  const bytes = Buffer.from(note)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const altered = Buffer.from(bytes)
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(openNote(altered.toString(), key), `bit ${bit}`).toBeNull()
  }
  const stranger = openVault(new pg.Pool(), Buffer.alloc(32, 2))
  expect(openNote(note, { ...key, publicKey: stranger.ledgerKey })).toBeNull()
  expect(openNote(note, { ...key, name: "example.kg/other" })).toBeNull()
  expect(openNote(`${note}\n`, key)).toBeNull()
})
