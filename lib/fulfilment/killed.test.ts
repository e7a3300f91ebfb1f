import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { seedErasures } from "@/lib/testing/erasures"
import { startWorker } from "@/lib/testing/worker-process.fixture"

const ERASURES = 200
const KILLS = 20
/** A worker that brings nothing about for so long hangs, however slow the machine. */
const STILL_MS = 120_000

/** People who share no row with another: for them the order in which erasures run cannot change the outcome. */
const ALONE = `
  select c.customer_id::text as id from core.customers c
  where not exists (select 1 from core.contact_persons p where c.customer_id in (p.customer_id, p.linked_customer_id) and p.linked_customer_id is not null)
    and not exists (select 1 from core.customer_addresses a join core.customer_addresses b using (addr_id) where a.customer_id = c.customer_id and b.customer_id <> c.customer_id)
  order by c.customer_id offset 5 limit $1`

const open = async (here: TestDeployment) =>
  Number(
    (await here.owner.query("select count(*) from request_parts where status = 'fulfilling'")).rows[0]?.count,
  )

/** A killed worker leaves its jobs locked for hours; graphile-worker frees them in time, and here at once. */
const release = (here: TestDeployment) =>
  here.owner.query(
    "update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = now() where locked_at is not null or attempts > 0",
  )

async function enqueue(here: TestDeployment): Promise<void> {
  await here.owner.query(
    "select guard.enqueue('fulfil', json_build_object('part', id), 'fulfil:' || id) from request_parts where status = 'fulfilling'",
  )
}

/** How many steps of all the plans were taken: it grows with each, and tells how far a worker has come. */
const taken = async (here: TestDeployment) =>
  Number(
    (
      await here.owner.query(
        "select count(*) filter (where state <> 'planned') + count(*) filter (where state = 'verified') as steps from plan_operations",
      )
    ).rows[0]?.steps,
  )

async function drain(here: TestDeployment): Promise<void> {
  const worker = startWorker(here.house.configuration)
  for (let [steps, since] = [-1, Date.now()]; (await open(here)) > 0; await sleep(250)) {
    const now = await taken(here)
    if (now !== steps) [steps, since] = [now, Date.now()]
    if (Date.now() - since > STILL_MS) throw new Error(`${await open(here)} parts stay open`)
  }
  await worker.kill()
}

/** The whole of the lender's data, and what the portal says was done, without times and random names. */
async function state({ lender, owner }: TestDeployment): Promise<Record<string, unknown>> {
  const { rows: tables } = await lender.query<{ name: string }>(
    "select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables where table_schema in ('core', 'risk', 'web') and table_type = 'BASE TABLE' order by 1",
  )
  const out: Record<string, unknown> = {}
  for (const { name } of tables) {
    const text = `regexp_replace(t::text, '"?\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[^,")]*"?', '', 'g')`
    out[name] = (
      await lender.query(
        `select md5(coalesce(string_agg(${text}, '|' order by ${text}), '')) as digest, count(*) from ${name} t`,
      )
    ).rows[0]
  }
  const counted = async (query: string) => (await owner.query(query)).rows
  out.parts = await counted(
    "select r.number, p.status, p.deferred_fact, p.deferred_until from request_parts p join requests r on r.id = p.request_id order by 1",
  )
  out.operations = await counted(
    "select position, state, source, place, category, items, count(*) from plan_operations group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6",
  )
  out.certificates = await counted("select count(*), max(number) from certificates")
  out.events = await counted("select event, count(*) from part_events group by 1 order by 1")
  out.letters = await counted("select kind, count(*) from letters group by 1 order by 1")
  return out
}

it("a worker killed at twenty random moments during two hundred erasures leaves the state of an undisturbed run", async () => {
  const first = await testDeployment({ borrowers: 2 * ERASURES })
  const { rows } = await first.lender.query<{ id: string }>(ALONE, [ERASURES])
  await seedErasures(
    first.house,
    first.owner,
    rows.map(({ id }) => id),
  )
  await first.owner.query("delete from graphile_worker._private_jobs")
  await enqueue(first)
  const [calm, killed] = [await first.copy(), await first.copy()]
  await drain(calm)
  for (let n = 0; n < KILLS; n++) {
    expect(await open(killed), "something is left to be killed in").toBeGreaterThan(0)
    const worker = startWorker(killed.house.configuration)
    await worker.started
    await sleep(10 + Math.random() * 240)
    await worker.kill()
    await release(killed)
  }
  await drain(killed)
  expect(await state(killed)).toEqual(await state(calm))
  await Promise.all([calm.close(), killed.close(), first.close()])
}, 3_600_000)
