import { readFileSync, writeFileSync } from "node:fs"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { readFiled } from "@/lib/ledger/check-checkpoints"
import { checkLedger, compareLedger } from "@/lib/ledger/check-ledger"
import { type Ledger, openLedger } from "@/lib/ledger/ledger.fixture"
import { checkpointsOf, sequence } from "@/lib/ledger/sequence"

let ledger: Ledger
let client: pg.Client
let size: number

beforeAll(async () => {
  ledger = await openLedger()
  client = new pg.Client({ connectionString: ledger.house.configuration.databaseUrl })
  await client.connect()
  for (const count of [1, 12, 30, 7]) {
    await ledger.enter(count)
    await sequence(ledger.house)
  }
  const { rows } = await client.query("select count(*)::int as n from ledger_entries")
  size = rows[0].n
})
afterAll(async () => {
  await client?.end()
  await ledger?.close()
})

/** What the check says after the owner did this with every guard off; all of it is undone. */
async function after(...statements: string[]): Promise<string[]> {
  await client.query("begin; set local session_replication_role = replica")
  try {
    for (const statement of statements)
      expect((await client.query(statement)).rowCount, statement).not.toBe(0)
    const outside = await readFiled(checkpointsOf(ledger.house))
    return (await compareLedger(client, ledger.house, outside)).faults
  } finally {
    await client.query("rollback")
  }
}
const sound = async () => {
  const report = await checkLedger(client, ledger.house).finally(() => client.query("rollback"))
  return report
}

it("says of a ledger nobody touched that all of it holds, and counts what is not signed yet", async () => {
  expect(await sound()).toMatchObject({ size, signed: size, waiting: 0, faults: [] })
  await ledger.enter(2)
  expect(await sound()).toMatchObject({ size, signed: size, waiting: 2, faults: [] })
  await sequence(ledger.house)
  size += 2
})

// Every way to alter one byte of a value of each type the tables have; `at` is where.
const flips: Record<string, (column: string, at: number) => string> = {
  bytea: (c, at) => `set_byte(${c}, ${at} % length(${c}), get_byte(${c}, ${at} % length(${c})) # 1)`,
  text: (c, at) =>
    `overlay(${c} placing chr(ascii(substr(${c}, ${at} % length(${c}) + 1, 1)) # 1) from ${at} % length(${c}) + 1)`,
  uuid: (c, at) =>
    `encode(set_byte(uuid_send(${c}), ${at} % 16, get_byte(uuid_send(${c}), ${at} % 16) # 1), 'hex')::uuid`,
  bigint: (c, at) => `${c} # (1::bigint << ${(at * 8) % 40})`,
  smallint: (c, at) => `(${c}::int # (1 << ${at % 2}))::smallint`,
  "timestamp with time zone": (c, at) => `${c} + interval '1 microsecond' * (1::bigint << ${at % 40})`,
}

/** A place that another row has is refused by the table itself. */
const TAKEN = "refused 23505"

it("finds and names a byte altered in any column of any table of the ledger", async () => {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name like 'ledger%' and table_name not in ('ledger_waiting', 'ledger_outages', 'ledger_checks') order by 1, 2`,
  )
  expect(rows).toHaveLength(14)
  for (const { table, column, type } of rows)
    for (const at of [0, 3, 17, 38, 141, 255]) {
      // Not one of them alone: the middle one, since first and last are the likeliest to be looked at.
      const row = `(select ctid from ${table} where ${column} is not null order by ctid offset (select count(*) / 2 from ${table}) limit 1)`
      const value = flips[type]?.(column, at)
      const update = `update ${table} set ${column} = ${value} where ctid = ${row}`
      const faults = await after(update).catch((error) => [`refused ${error.code}`])
      if (faults[0] === TAKEN) continue
      expect(faults[0], `${table}.${column} ${at}`).toMatch(
        /^(Entry \d+ |Node \d+\/\d+ |Entries from \d+ to \d+ |Checkpoint \d+ in the database |What entry [0-9a-f-]{36} )/,
      )
    }
})

it("names the first entry that was altered, taken out, put in, or exchanged for another", async () => {
  const id = async (seq: number) =>
    (await client.query("select id from ledger_entries where seq = $1", [seq])).rows[0].id
  const [ninth, tenth] = [await id(9), await id(10)]
  const ofNinth = `where id = '${ninth}'`
  const forged = `update ledger_inbox set leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'confirmed', 'withdrawn'), 'UTF8') ${ofNinth}`
  expect((await after(forged))[0]).toContain(`Entry 9 (${ninth}) is not what was entered`)
  expect((await after(`delete from ledger_inbox ${ofNinth}`))[0]).toBe(`Entry 9 (${ninth}) is gone.`)
  expect((await after("delete from ledger_entries where seq = 9"))[0]).toBe("Entry 9 has no place any more.")
  const exchange = [
    `update ledger_entries set seq = -1 where seq = 9`,
    `update ledger_entries set seq = 9 where seq = 10`,
    `update ledger_entries set seq = 10 where seq = -1`,
  ]
  expect((await after(...exchange))[0]).toContain(`Entry 9 (${tenth}) is not what was entered`)
  const added = "insert into ledger_inbox (id, at, leaf) values (gen_random_uuid(), now(), 'x')"
  expect((await after(added))[0]).toMatch(/neither has a place nor waits for one/)
  expect((await after(`insert into ledger_nodes values (3, 900, '\\x00')`))[0]).toBe(
    `Node 3/900 lies outside the tree of ${size} entries.`,
  )
  // The last entries with all that is said of them in the database: only the file outside remembers.
  const cut = (table: string, where: string) => `delete from ${table} where ${where}`
  expect(
    await after(
      cut("ledger_checkpoints", `size > ${size - 2}`),
      cut("ledger_payloads", `id in (select id from ledger_entries where seq >= ${size - 2})`),
      cut("ledger_inbox", `id in (select id from ledger_entries where seq >= ${size - 2})`),
      cut("ledger_entries", `seq >= ${size - 2}`),
      cut("ledger_nodes", `(index + 1) * 2 ^ level > ${size - 2}`),
    ),
  ).toEqual([`Entries from ${size - 2} to ${size - 1} were signed in ${ledger.file} and are gone.`])
})

it("finds history written anew with a tree that fits it, by what was signed outside", async () => {
  const statements = [
    `update ledger_inbox set leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'confirmed', 'withdrawn'), 'UTF8')
     where id = (select id from ledger_entries where seq = 20)`,
    `update ledger_nodes n set hash = sha256('\\x00'::bytea || leaf) from ledger_entries e join ledger_inbox i using (id)
     where n.level = 0 and n.index = e.seq and e.seq = 20`,
    ...[1, 2, 3, 4, 5].map(
      (level) => `update ledger_nodes n set hash = sha256('\\x01'::bytea || l.hash || r.hash)
        from ledger_nodes l, ledger_nodes r where n.level = ${level} and n.index = 20 >> ${level}
        and l.level = ${level - 1} and l.index = n.index * 2 and r.level = ${level - 1} and r.index = n.index * 2 + 1`,
    ),
  ]
  const faults = await after(...statements)
  const { rows } = await client.query("select size::int from ledger_checkpoints order by size")
  const sizes = rows.map((row) => row.size)
  const next = sizes.findIndex((each) => each > 20)
  expect(faults[0]).toBe(
    `Entries from ${sizes[next - 1]} to ${sizes[next] - 1} are not those that were signed in ${ledger.file}.`,
  )
})

it("finds any bit flipped in the file outside, and a checkpoint taken out of it", async () => {
  const kept = readFileSync(ledger.file)
  for (let at = 0; at < kept.length; at += 5) {
    const flipped = Buffer.from(kept)
    flipped[at] = (kept[at] ?? 0) ^ (1 << (at % 8))
    writeFileSync(ledger.file, flipped)
    expect((await sound()).faults.join(), `byte ${at}`).toContain(ledger.file)
  }
  const begin = kept.indexOf("\n\n", kept.indexOf("\u2014 ")) + 2
  writeFileSync(ledger.file, kept.subarray(begin))
  expect((await sound()).faults).toEqual([
    expect.stringMatching(/^Checkpoint \d+ in the database is not in /),
  ])
  writeFileSync(ledger.file, kept)
  expect((await sound()).faults).toEqual([])
})
