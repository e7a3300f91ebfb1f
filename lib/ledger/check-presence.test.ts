import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { freshDatabase } from "@/db/testing/database"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { checkPresence } from "@/lib/ledger/check-presence"
import { inForce } from "@/lib/policy/editions"
import { approve, proposeFor, signLetter } from "@/lib/testing/cases"
import { loadFixture } from "@/lib/testing/data-fixture"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
  const everything = (await inForce(drizzle(here.owner))).policy.categories.map(({ code }) => code)
  const part = await signLetter(here, 3, { right: "erasure", categories: everything })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
})
afterAll(() => here?.close())

const found = (client: pg.Pool | pg.PoolClient = here.owner) => checkPresence(drizzle(client))

/** What is found after the owner did this with every guard off; all of it is undone. */
async function after(...statements: string[]) {
  const client = await here.owner.connect()
  try {
    await client.query("begin; set local session_replication_role = replica")
    for (const statement of statements) expect((await client.query(statement)).rowCount, statement).toBe(1)
    return (await found(client)).flatMap(({ faults }) => faults)
  } finally {
    await client.query("rollback")
    client.release()
  }
}

const firstOf = async (table: string) =>
  (await here.owner.query<{ id: string }>(`select id from ${table} order by id limit 1`)).rows[0]?.id ?? ""

it("every request, letter and certificate is entered; those of a portal that did not enter them yet are counted apart", async () => {
  for (const { table, sound, ...rest } of await found()) {
    expect(rest, table).toEqual({ older: 0, faults: [] })
    expect(sound, table).toBeGreaterThan(0)
  }
  const old = await freshDatabase()
  await loadFixture(
    old.url,
    old.keysUrl,
    JSON.parse(gunzipSync(readFileSync("db/fixtures/v0.1.json.gz")).toString()),
  )
  const owner = new pg.Pool({ connectionString: old.url, max: 1 })
  expect(await found(owner)).toEqual([
    { table: "requests", sound: 0, older: 3, faults: [] },
    { table: "letters", sound: 2, older: 0, faults: [] },
    { table: "certificates", sound: 2, older: 0, faults: [] },
  ])
  await owner.end()
  await old.drop()
})

it("a row that is taken out leaves its entry, and one that is put in has none", async () => {
  for (const table of ["requests", "letters", "certificates"]) {
    const id = await firstOf(table)
    expect(await after(`delete from ${table} where id = '${id}'`)).toEqual([{ id, fault: "gone" }])
    const other = "00000000-0000-4000-8000-000000000000"
    expect(await after(`update ${table} set id = '${other}' where id = '${id}'`)).toEqual([
      { id: other, fault: "no_entry" },
      { id, fault: "gone" },
    ])
  }
})
