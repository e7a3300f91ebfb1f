import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { allFiled, type Filed } from "@/lib/ledger/checkpoint-file"
import { type Ledger, openLedger } from "@/lib/ledger/ledger.fixture"
import { openNote } from "@/lib/ledger/note"
import { consistencyOf, proofOf, proofText } from "@/lib/ledger/proof"
import { checkpointsOf, sequence } from "@/lib/ledger/sequence"

let ledger: Ledger
let client: pg.Client
beforeAll(async () => {
  ledger = await openLedger()
  client = new pg.Client({ connectionString: ledger.house.configuration.databaseUrl })
  await client.connect()
})
afterAll(async () => {
  await client?.end()
  await ledger?.close()
})

const ORIGIN = "localhost:3000/ledger"
const db = () => drizzle(ledger.owner)
const ask = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await ledger.owner.query(text, values)).rows as T[]
const filed = async (): Promise<Filed[]> => {
  const all: Filed[] = []
  for await (const one of allFiled(checkpointsOf(ledger.house))) all.push(one)
  return all
}
const places = () => ask<{ seq: string; id: string }>("select seq, id from ledger_entries order by seq")
const waiting = async () => (await ask("select id from ledger_waiting")).length

it("entries get their places in the order they came in, under a checkpoint that is outside before it is inside", async () => {
  const before = await waiting()
  expect(await sequence(ledger.house)).toBe(before)
  const ids = [...(await ledger.enter(3)), ...(await ledger.enter(4))]
  expect(await proofOf(db(), ids[0] ?? "")).toBeNull()
  expect(await sequence(ledger.house)).toBe(7)
  expect((await places()).slice(before).map(({ id }) => id)).toEqual(ids)
  expect(await waiting()).toBe(0)
  const notes = await ask<{ size: string; note: string }>(
    "select size, note from ledger_checkpoints order by size",
  )
  expect(notes.map(({ size }) => Number(size))).toEqual([before, before + 7])
  expect((await filed()).map(({ note }) => note)).toEqual(notes.map(({ note }) => note))
  expect(readFileSync(ledger.file, "utf8")).toBe(notes.map(({ note }) => `${note}\n`).join(""))
  // With nothing new there is nothing to sign.
  expect(await sequence(ledger.house)).toBe(0)
  expect(await filed()).toHaveLength(2)
})

it("an entry's proof leads to the signed checkpoint for a verifier that shares nothing with it, and a later tree continues it", async () => {
  await client.query(readFileSync("lib/ledger/independent-verifier.sql", "utf8"))
  const [id = ""] = await ledger.enter(1)
  await sequence(ledger.house)
  const earlier = (await filed()).at(-1)
  await ledger.enter(90)
  await sequence(ledger.house)
  const later = (await filed()).at(-1)
  const proof = await proofOf(db(), id)
  if (!proof || !earlier || !later) throw new Error("there is no proof")
  const key = { name: ORIGIN, publicKey: ledger.house.vault.ledgerKey }
  expect(openNote(proof.note, key)).toMatchObject({ size: later.size, root: later.root })
  const [entry] = await ask<{ leaf: Buffer }>("select leaf from ledger_inbox where id = $1", [id])
  const { rows } = await client.query(
    `select pg_temp.includes($1, $2, $3, $4, $5) as included, pg_temp.includes($1 + 1, $2, $3, $4, $5) as elsewhere,
       pg_temp.continues($6, $2, $7, $8, $5) as continued, pg_temp.continues($6, $2, $7, $5, $5) as otherwise`,
    [
      ...[proof.index, proof.size, entry?.leaf, proof.hashes, later.root],
      ...[earlier.size, await consistencyOf(db(), earlier.size, later.size), earlier.root],
    ],
  )
  expect(rows[0]).toEqual({ included: true, elsewhere: false, continued: true, otherwise: false })
  expect(proofText(proof)).toBe(
    `c2sp.org/tlog-proof@v1\nindex ${proof.index}\n${proof.hashes.map((hash) => `${hash.toString("base64")}\n`).join("")}\n${later.note}`,
  )
})

it("what is written is only added to: nobody changes or removes it, the owner neither", async () => {
  const { staff, subject, worker } = ledger.house.pools
  for (const table of ["ledger_inbox", "ledger_entries", "ledger_nodes", "ledger_checkpoints"]) {
    const column = (
      await ask<{ name: string }>(
        "select column_name as name from information_schema.columns where table_name = $1 and ordinal_position = 1",
        [table],
      )
    )[0]?.name
    for (const statement of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      for (const pool of [staff, subject, worker])
        await expect(pool.query(statement), statement).rejects.toMatchObject({ code: "42501" })
      await expect(ledger.owner.query(statement), statement).rejects.toMatchObject({ code: "UK065" })
    }
  }
})

it("entries written at once by many while it runs are all placed, each once", async () => {
  const start = (await places()).length
  let isWriting = true
  const writing = Promise.all(
    Array.from({ length: 6 }, () => Promise.all([1, 2, 3].map((n) => ledger.enter(n)))),
  )
    .then((ids) => ids.flat(2))
    .finally(() => {
      isWriting = false
    })
  while (isWriting) await Promise.all([sequence(ledger.house), sequence(ledger.house)])
  const ids = await writing
  await sequence(ledger.house)
  const added = (await places()).slice(start)
  expect(added.map(({ id }) => id).sort()).toEqual([...ids].sort())
  expect(added.map(({ seq }) => Number(seq))).toEqual(added.map((_, n) => start + n))
})

it("signs nothing that does not agree with the bytes, with what was signed, or with the file outside, and says which", async () => {
  const tamper = async (statement: string, values: unknown[] = []) => {
    const client = await ledger.owner.connect()
    try {
      await client.query("set session_replication_role = replica")
      await client.query(statement, values)
    } finally {
      await client.query("set session_replication_role = default")
      client.release()
    }
  }
  const signed = await filed()
  const refusal = async () =>
    sequence(ledger.house).then(
      () => "signed",
      (error: Error) => `${error.name}: ${error.message}`,
    )
  // As Yeti 2022: a stored hash differs from what the entry gives, by one bit.
  await ledger.enter(5)
  const [{ seq = "" } = {}] = (await ask<{ seq: string }>(
    "select max(seq) + 1 as seq from ledger_entries",
  )) as [{ seq: string }]
  await ledger.owner.query(
    `create function flip() returns trigger language plpgsql as $$ begin
       if new.level = 0 and new.index = ${seq} then new.hash := set_bit(new.hash, 9, 1 - get_bit(new.hash, 9)); end if;
       return new; end $$;
     create trigger flip before insert on ledger_nodes for each row execute function flip()`,
  )
  expect(await refusal()).toMatch(new RegExp(`^LedgerFault: Node 0/${seq} `))
  await tamper(
    "drop trigger flip on ledger_nodes; update ledger_nodes set hash = set_bit(hash, 9, 1 - get_bit(hash, 9)) where level = 0 and index = " +
      seq,
  )
  expect(await filed()).toHaveLength(signed.length)
  // The nodes above were computed from the right hash: once that is put right, all of it is.
  expect(await refusal()).toBe("signed")
  await ledger.enter(1)
  const kept = readFileSync(ledger.file)
  const last = (await filed()).at(-1)
  rmSync(ledger.file)
  expect(await refusal()).toContain("is missing, and the database knows of one at")
  writeFileSync(ledger.file, kept.subarray(0, kept.lastIndexOf(ORIGIN, kept.lastIndexOf(ORIGIN) - 1)))
  expect(await refusal()).toContain("put back its own copy")
  const flipped = Buffer.from(kept)
  flipped[kept.length - 20] = (kept[kept.length - 20] ?? 0) ^ 1
  writeFileSync(ledger.file, flipped)
  expect(await refusal()).toContain("is damaged at its last checkpoint")
  // Half a note at the end, from a power cut, is nobody's: it goes.
  writeFileSync(ledger.file, Buffer.concat([kept, Buffer.from(`${ORIGIN}\n99`)]))
  expect(await refusal()).toBe("signed")
  expect((await filed()).at(-1)?.size).toBe((last?.size ?? 0) + 1)
})

it("where the file's disk is full acts go on, and all of them are signed once there is room", async () => {
  const fresh = await openLedger()
  const { configuration } = fresh.house
  configuration.checkpoints = "/dev/full"
  const ids = await fresh.enter(3)
  await expect(sequence(fresh.house)).rejects.toMatchObject({ code: "ENOSPC" })
  ids.push(...(await fresh.enter(2)))
  await expect(sequence(fresh.house)).rejects.toMatchObject({ code: "ENOSPC" })
  const state = await fresh.owner.query(
    "select count(*)::int as placed, guard.ledger_lag() >= 0 as lags from ledger_entries where id = any ($1)",
    [ids],
  )
  expect(state.rows).toEqual([{ placed: 5, lags: true }])
  expect(await proofOf(drizzle(fresh.owner), ids[0] ?? "")).toBeNull()
  delete configuration.checkpoints
  await sequence(fresh.house)
  for (const id of ids) expect(await proofOf(drizzle(fresh.owner), id)).not.toBeNull()
  expect((await fresh.owner.query("select guard.ledger_lag() as lag")).rows).toEqual([{ lag: null }])
  await fresh.close()
})
