import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { adoptParts } from "@/lib/requests/adopt-parts"
import { resumeFulfilment } from "@/lib/requests/approve"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let superuser: pg.Client

beforeAll(async () => {
  here = await testDeployment()
  superuser = new pg.Client({ connectionString: here.owner.options.connectionString })
  await superuser.connect()
  // Whoever has the whole database can also still every trigger in it.
  await superuser.query("set session_replication_role = replica")
})
afterAll(async () => {
  await superuser?.end()
  await here?.close()
})

const contactsOf = async (n: number) =>
  (
    await here.lender.query(
      "select 1 from core.contact_persons where customer_id = (select customer_id from core.customers where mobile_phone = $1)",
      [`+99655500000${n}`],
    )
  ).rowCount

const approved = async (n: 1 | 2 | 3) => {
  const part = await signLetter(here, n, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  return part
}

/** Copies a row of a table in SQL with other values in some of its columns. */
async function copied(table: string, where: string, set: Record<string, string>): Promise<void> {
  const { rows } = await superuser.query<{ name: string }>(
    "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped",
    [table],
  )
  const names = rows.map(({ name }) => name)
  const values = names.map((name) => set[name] ?? name)
  await superuser.query(`insert into ${table} (${names}) select ${values} from ${table} where ${where}`)
}

const alarms = async () =>
  (await here.owner.query("select 1 from outbox where template = 'forged_part'")).rowCount

it("a request written into the database by hand is carried out by nobody, and the auditors are told", async () => {
  const part = await approved(1)
  const before = await contactsOf(1)
  expect(before).toBeGreaterThan(0)
  // Everything of it is as the product would have left it, in the same person's name, but for the key nobody there has.
  const forged = "00000000-0000-4000-8000-00000000f0f0"
  await copied("request_parts", `id = '${part.id}'`, { id: `'${forged}'` })
  await copied("plans", `part_id = '${part.id}'`, { id: "gen_random_uuid()", part_id: `'${forged}'` })
  await copied("plan_operations", `part_id = '${part.id}'`, {
    ...{ id: "gen_random_uuid()", part_id: `'${forged}'` },
    plan_id: `(select n.id from plans n join plans o on o.id = plan_operations.plan_id and o.version = n.version
      where n.part_id = '${forged}')`,
  })
  for (const mark of ["mark", "null::bytea", "sha256(mark)", "substr(mark, 2)"]) {
    await superuser.query(
      `update request_parts f set status = 'fulfilling', mark = (
      select ${mark} from request_parts where id = $1) where f.id = $2`,
      [part.id, forged],
    )
    await fulfilPart(here.house, forged)
    const { rows } = await here.owner.query("select status, stall_cause from request_parts where id = $1", [
      forged,
    ])
    expect(rows, mark).toEqual([{ status: "stalled", stall_cause: "Forged" }])
  }
  expect(await contactsOf(1)).toBe(before)
  expect(await alarms()).toBe(4)

  for (const table of ["plan_operations", "plans", "request_parts"])
    await superuser.query(
      `delete from ${table} where ${table === "request_parts" ? "id" : "part_id"} = '${forged}'`,
    )

  // What was truly asked, and of which something else is asked by now.
  await superuser.query(
    `update request_parts set scope = jsonb_set(scope, '{categories}', '["payments"]') where id = $1`,
    [part.id],
  )
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled" })
  expect(await contactsOf(1)).toBe(before)
  await superuser.query(
    `update request_parts set status = 'fulfilling', scope = jsonb_set(scope, '{categories}', '["contact_persons"]') where id = $1`,
    [part.id],
  )
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await contactsOf(1)).toBe(0)
  expect(await alarms()).toBe(5)
})

it("a decision written into the database by hand is carried out by nobody; a true one is", async () => {
  const asked = { right: "erasure", categories: ["workplace"] } as const
  const part = await signLetter(here, 1, { ...asked, categories: [...asked.categories] })
  const before = await alarms()
  const others = "select decided from request_parts where decided is not null limit 1"
  for (const decided of ["null::bytea", "mark", `(${others})`, "sha256(mark)"]) {
    await superuser.query(
      `update request_parts set status = 'fulfilling', decided = ${decided}, assigned_to = $2 where id = $1`,
      [part.id, (await here.staff("officer")).actor.accountId],
    )
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id), decided).toMatchObject({ status: "stalled", stall_cause: "Forged" })
    // Whoever has it go on does not decide by that.
    const officer = await here.staff("officer")
    const { version } = await partRow(here, part.id)
    await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version }))
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id), decided).toMatchObject({ status: "stalled", stall_cause: "Forged" })
  }
  expect(await alarms()).toBe((before ?? 0) + 8)
  await superuser.query(
    "update request_parts set status = 'received', decided = null, stall_cause = null where id = $1",
    [part.id],
  )
  const { version } = await partRow(here, part.id)
  await approve(here, await proposeFor(here, { ...part, version }))
  await fulfilPart(here.house, part.id)
  expect((await partRow(here, part.id)).stall_cause).toBeNull()
})

it("what was asked before parts were marked is marked once, and never again", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-adopt-"))
  try {
    const [old, forged] = [await approved(2), await approved(3)]
    const unmark = (id: string) =>
      superuser.query("update request_parts set mark = null, decided = null where id = $1", [id])
    await unmark(old.id)
    expect(await adoptParts(superuser, here.house.vault, home)).toBeGreaterThan(0)
    await unmark(forged.id)
    expect(await adoptParts(superuser, here.house.vault, home)).toBe(0)
    for (const part of [old, forged]) await fulfilPart(here.house, part.id)
    expect(await partRow(here, old.id)).toMatchObject({ status: "fulfilled" })
    expect(await partRow(here, forged.id)).toMatchObject({ status: "stalled" })
  } finally {
    rmSync(home, { recursive: true })
  }
})
