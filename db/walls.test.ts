import { randomBytes, randomUUID } from "node:crypto"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { closePools, openPools, type Pools } from "@/db/pools"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { transaction } from "@/db/transaction"
import { type Asker, grantsOf, reaches, reachOf } from "./testing/attempts"
import { everyone, type Fence, type Role, reach, type TableReach } from "./testing/reach"
import { refusalOf } from "./testing/refusal"
import {
  insertOf,
  newPerson,
  onlyPolicies,
  openSessionOf,
  type Somebody,
  type Tables,
  tablesOf,
} from "./testing/two-people"

let database: FreshDatabase
let owner: pg.Client
let pools: Pools
let tables: Tables
let alice: Somebody
let bob: Somebody

type Colleague = Asker & { id: string }

async function colleague(role: string): Promise<Colleague> {
  const [id, token] = [randomUUID(), randomBytes(32).toString("hex")]
  await owner.query("insert into accounts (id, kind, password) values ($1, 'staff', '\\x00')", [id])
  await owner.query(
    "insert into staff (account_id, role, unit, name, totp_secret) values ($1, $2, 'u', 'n', '\\x00')",
    [id, role],
  )
  await openSessionOf(owner, id, token, 2)
  return { id, pool: pools.staff, token }
}

/** Somebody with a mandate for Alice, who acts for her in this session. */
async function attorney(ended: string): Promise<Asker> {
  const [account, mandate, token] = [randomUUID(), randomUUID(), randomBytes(32).toString("hex")]
  await owner.query("insert into accounts (id, kind, password) values ($1, 'subject', '\\x00')", [account])
  await owner.query(
    `insert into mandates (id, subject_id, account_id, kind, holder, proof, starts_on, registered_by, ended_at, ends_on)
     values ($1, $2, $3, 'representative', '\\x00', '\\x00', '2020-01-01', $3, ${ended})`,
    [mandate, alice.ids.get("subjects"), account],
  )
  await openSessionOf(owner, account, token, 1, mandate)
  return { pool: pools.subject, token }
}

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  const { url: databaseUrl, keysUrl, masterKey } = database
  pools = openPools({ databaseUrl, keysUrl, masterKey, size: 2 })
  tables = await tablesOf(owner)
  await onlyPolicies(owner, tables)
  alice = await newPerson(owner, tables, (await colleague("officer")).id)
  bob = await newPerson(owner, tables, (await colleague("officer")).id)
})
afterAll(async () => {
  await closePools(pools)
  await owner.end()
  await database.drop()
})

/** Every kind of statement on a table, once for Alice's row and once for Bob's; none has another condition. */
function statementsOn(table: string) {
  const columns = tables.get(table) ?? []
  const both = (statement: (who: Somebody, place: string) => string) => ({
    own: statement(alice, `where ctid = '${alice.places.get(table)}'`),
    other: statement(bob, `where ctid = '${bob.places.get(table)}'`),
  })
  const [{ name } = { name: "" }] = columns
  return {
    select: both((_, place) => `select from ${table} ${place}`),
    update: both((_, place) => `update ${table} set ${name} = ${name} ${place}`),
    delete: both((_, place) => `delete from ${table} ${place}`),
    insert: both((who) => insertOf(table, columns, who)),
  }
}

const FENCES: Readonly<Record<string, Fence>> = {
  "own own own own": "own",
  "own own own none": "own but to add",
  "own none own none": "own to read and remove",
  "own none none none": "own to read",
  "both both both both": "all",
  "both both none none": "all to read and change",
  "both none none both": "all to read and add",
  "both none none none": "all to read",
  "none none none both": "all to add",
  "none none none none": "none",
}

async function fenceOf(asker: Asker, table: string): Promise<Fence | string> {
  const { select, update, delete: remove, insert } = statementsOn(table)
  const found: string[] = []
  for (const each of [select, update, remove, insert]) found.push(await reachOf(asker, each))
  return FENCES[found.join(" ")] ?? found.join(" ")
}

/** What of this table every fence is, where the grants let everybody do everything. */
const fences = async (asker: Asker): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  for (const table of tables.keys()) found[table] = await fenceOf(asker, table)
  return found
}

const expected = (of: (table: TableReach) => Fence | undefined) =>
  Object.fromEntries(Object.entries(reach).map(([table, each]) => [table, of(each)]))

const rolesThat = async (
  staff: ReadonlyMap<Role, Colleague>,
  may: (who: Colleague) => Promise<boolean>,
): Promise<Role[]> => {
  const found: Role[] = []
  for (const [role, who] of staff) if (await may(who)) found.push(role)
  return found
}

/** Which of the staff add to, change in and remove from a table, by grants and policies. */
async function writersOf(table: string, staff: ReadonlyMap<Role, Colleague>, granted: Granted) {
  const columns = (tables.get(table) ?? []).filter(({ name }) => granted("insert", table).includes(name))
  const adding = (id: string) => insertOf(table, columns, { ids: alice.ids, staff: id })
  const mayChange = async (who: Colleague) => {
    for (const column of granted("update", table))
      if (await reaches(who, `update ${table} set ${column} = null`)) return true
    return false
  }
  return {
    adds: await rolesThat(staff, async (who) => columns.length > 0 && reaches(who, adding(who.id))),
    changes: await rolesThat(staff, mayChange),
    removes: await rolesThat(staff, (who) => reaches(who, `delete from ${table}`)),
  }
}
type Granted = Awaited<ReturnType<typeof grantsOf>>

const allOf = async () => {
  const staff = new Map<Role, Colleague>()
  for (const role of everyone) staff.set(role, await colleague(role))
  return staff
}

it("each role of the staff writes in the tables its permissions write in, and in no other", async () => {
  const [staff, granted] = [await allOf(), await grantsOf(owner, "ukuk_staff")]
  const found: Record<string, unknown> = {}
  for (const table of tables.keys()) found[table] = await writersOf(table, staff, granted)
  expect(found).toEqual(
    Object.fromEntries(
      Object.entries(reach).map(([table, { adds = [], changes = [], removes = [] }]) => [
        table,
        { adds, changes, removes },
      ]),
    ),
  )
  // Nobody raises themselves: neither a role, nor what shuts somebody out, nor credentials are theirs to write.
  for (const table of ["staff", "accounts", "account_logins", "sessions"])
    expect(found[table], table).toEqual({ adds: [], changes: [], removes: [] })
})

it("with every right granted the policies alone keep everybody to their own rows, in every table", async () => {
  for (const role of ["ukuk_subject", "ukuk_staff", "ukuk_worker"])
    await owner.query(`grant select, insert, update, delete on all tables in schema public to ${role}`)
  const person = { pool: pools.subject, token: alice.token }
  expect(await fences(person)).toEqual(expected((table) => table.person))
  expect(await fences(await attorney("null, null"))).toEqual(
    expected(({ person: own, acting }) => acting ?? own),
  )
  const job = { pool: pools.worker, scope: `part:${alice.ids.get("request_parts")}` }
  expect(await fences(job)).toEqual(expected((table) => table.worker))
})

it("whose authority ended, who has no session, one of another kind or one of somebody shut out reaches nobody's row", async () => {
  const nobody = expected(({ person }) => (person === "all to read" ? person : "none"))
  const shutOut = await colleague("officer")
  await owner.query("update accounts set disabled_at = now() where id = $1", [shutOut.id])
  const strangers = [
    await attorney("now(), null"),
    await attorney("null, '2020-02-02'"),
    { pool: pools.subject },
    { pool: pools.staff, token: alice.token },
    shutOut,
  ]
  const known = ["processors", "ledger_checkpoints", "ledger_entries", "ledger_nodes"]
  const shut = { ...nobody, ...Object.fromEntries(known.map((table) => [table, "none"])) }
  for (const stranger of strangers) expect(await fences(stranger)).toEqual(shut)
})

it("each role of the staff reads what it may, and a person's content only whoever may see people", async () => {
  const staff = await allOf()
  const found: Record<string, unknown> = {}
  for (const table of tables.keys())
    found[table] = await rolesThat(
      staff,
      async (who) => (await reachOf(who, statementsOn(table).select)) !== "none",
    )
  expect(found).toEqual(
    Object.fromEntries(Object.entries(reach).map(([table, { reads = [] }]) => [table, reads])),
  )
})

it("who acts is known by a live session's token alone, whatever else a statement sets, takes or leaves behind", async () => {
  const seen = (who: Somebody, ...before: string[]) =>
    transaction(pools.subject, { token: who.token }, async (db) => {
      for (const statement of before) await db.execute(statement)
      return (await db.execute<{ id: string }>("select id from subjects")).rows.map(({ id }) => id)
    })
  const idOf = ({ ids }: Somebody) => ids.get("subjects") ?? ""
  const forged = (name: string, value: string, local = true) =>
    `select set_config('${name}', '${value}', ${local})`
  const bobs = idOf(bob)
  for (const scope of [`subject:${bobs}`, `part:${bob.ids.get("request_parts")}`])
    expect(await seen(alice, forged("ukuk.scope", scope))).toEqual([idOf(alice)])
  for (const name of ["ukuk.subject", "ukuk.account", "ukuk.role", "app.tok", "request.jwt.claims"])
    expect(await seen(alice, forged(name, bobs))).toEqual([idOf(alice)])
  for (const token of [bobs.replaceAll("-", ""), randomBytes(32).toString("hex"), ""])
    expect(await seen(alice, forged("ukuk.token", token))).toEqual([])
  for (const statement of [
    ...["ukuk_staff", "ukuk_worker", "postgres"].map((role) => `set local role ${role}`),
    ...["ukuk_staff", "postgres"].map((role) => forged("role", role)),
    ...["ukuk_staff", "postgres"].map((role) => `set session authorization ${role}`),
    forged("session_replication_role", "replica"),
    "set local row_security = off",
    "alter table requests disable row level security",
    "drop policy subject_own on requests",
    "create policy mine on requests using (true)",
    "create or replace function guard.current_subject() returns uuid language sql as 'select null::uuid'",
    "select guard.session_account('staff')",
  ])
    expect(await refusalOf(seen(alice, statement)), statement).toBe("42501")

  // A setting left in the connection, of a whole session, is not the next one's.
  await seen(bob, forged("ukuk.token", bob.token, false))
  const turns = Array.from({ length: 50 }, (_, n) => (n % 2 ? bob : alice))
  // Few enough at once that none waits too long for a connection on a busy machine.
  for (let round = 0; round < 20; round++) {
    const found = await Promise.all(turns.map((who) => seen(who)))
    expect(found).toEqual(turns.map((who) => [idOf(who)]))
  }
  expect(pools.subject.totalCount).toBe(2)
  expect(
    await transaction(pools.subject, {}, async (db) => (await db.execute("select from subjects")).rows),
  ).toEqual([])
})

it("whoever administers gives a part to somebody, and moves it by no statement", async () => {
  const who = await colleague("administrator")
  await owner.query("alter table request_parts enable trigger administrator_assigns")
  const change = (set: string) =>
    refusalOf(
      transaction(pools.staff, { token: who.token ?? "" }, (db) =>
        db.execute(`update request_parts set ${set} where id = '${alice.ids.get("request_parts")}'`),
      ),
    )
  expect(await change(`assigned_to = '${who.id}'`)).toBe("done")
  for (const set of ["status = 'fulfilled'", "due_on = '2030-01-01'", "ground = 'G', assigned_to = null"])
    expect(await change(set), set).toBe("UK085")
})
