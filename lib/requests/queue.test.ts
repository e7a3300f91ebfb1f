import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { Forbidden, Invalid } from "@/lib/errors"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"
import { findRequests, MOST_COUNTED, PAGE_ROWS, type QueueView, queuePage } from "@/lib/requests/queue"

let world: World
let officer: Signed<StaffActor>
let other: Signed<StaffActor>
let auditor: Signed<StaffActor>

const ERASURE = { right: "erasure", categories: ["email"] } as const
const scope = { ...ERASURE, categories: [...ERASURE.categories] }

beforeAll(async () => {
  world = await openWorld()
  officer = await world.colleague("officer", "Demo first")
  other = await world.colleague("officer", "Demo second")
  auditor = await world.colleague("auditor")
})
afterAll(() => world?.end())

const page = (who: Signed<StaffActor>, view: QueueView, after: string | null = null) =>
  world.as(who, (ctx) => queuePage(ctx, { view, after }))

/** Rows like those of real requests, due from an hour ago on, several at the same instant. */
async function fill(n: number, status: string): Promise<void> {
  await world.owner.query(
    `with asked as (
       insert into requests (id, number, channel, language, received_at)
       select gen_random_uuid(), '2019-' || lpad((floor(random() * 1e9))::bigint::text, 10, '0'), 'cabinet', 'ky', now()
       from generate_series(1, $1) returning id, number)
     insert into request_parts (id, request_id, right_code, kind, scope, profile_id, edition_id, data_map_id, calendar_id,
       status, received_at, due_at, due_on, due_steps, closed_at, awaited_since)
     select gen_random_uuid(), asked.id, 'erasure', 'operation', '{"right":"erasure","categories":[]}',
       (select id from reference_editions where kind = 'profile'), (select id from policy_editions),
       (select id from reference_editions where kind = 'data_map'), (select id from reference_editions where kind = 'calendar'),
       $2, now(), due, (due at time zone 'Asia/Bishkek')::date, '[]', case when $2 = 'fulfilled' then due end,
       case when $2 in ('verifying', 'waiting') then now() end
     from asked, lateral (select now() - interval '1 hour' + (hashtext(asked.number) % 40) * interval '1.000007 hour' as due) d`,
    [n, status],
  )
}

it("shows what is new to everybody, and under mine only what its officer took", async () => {
  const borrower = await world.borrower("+996555000002")
  const part = await world.ask(borrower, scope)
  expect((await page(officer, "new")).rows.map(({ number }) => number)).toEqual([part.number])
  expect((await page(officer, "mine")).rows).toEqual([])
  const taken = await world.as(other, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
  expect(taken.status).toBe("working")
  const mine = (await page(other, "mine")).rows
  expect(mine).toMatchObject([
    { number: part.number, status: "working", assignee: "Demo second", right: "erasure" },
  ])
  expect(mine[0]?.daysLeft).toBeGreaterThan(0)
  expect((await page(officer, "mine")).rows).toEqual([])
  expect((await page(officer, "new")).rows).toEqual([])
  expect((await page(officer, "open")).rows.map(({ assignee }) => assignee)).toEqual(["Demo second"])
  expect(JSON.stringify(mine)).not.toMatch(/Тестова|subject/i)
})

it("finds by number, by whole words however they are typed, and by phone; a steward by number alone", async () => {
  const number = (await page(other, "mine")).rows[0]?.number ?? ""
  const steward = await world.colleague("steward")
  const find = (who: Signed<StaffActor>, typed: string) => world.as(who, (ctx) => findRequests(ctx, typed))
  expect(await find(officer, ` № ${number} `)).toEqual([number])
  expect(await find(steward, number)).toEqual([number])
  expect(await find(officer, "0555 000 002")).toEqual([number])
  expect(await find(officer, "МЭЭРИМ бакирова сынОО")).toEqual([number])
  expect(await find(officer, "Мээрим Асанова")).toEqual([])
  expect(await find(officer, "0555 000 003")).toEqual([])
  expect(await find(officer, "2001-000001")).toEqual([])
  await expect(find(officer, "  ")).rejects.toThrow(Invalid)
  await expect(find(steward, "0555 000 002")).rejects.toThrow(Forbidden)
})

it("pages through everything once, least time left first, also where many are due at the same instant", async () => {
  await fill(230, "working")
  const seen: string[] = []
  const due: string[] = []
  let after: string | null = null
  for (let pages = 0; pages < 9; pages += 1) {
    const { rows, next, counts } = await page(auditor, "open", after)
    expect(rows.length).toBeLessThanOrEqual(PAGE_ROWS)
    expect(counts.open).toBe(MOST_COUNTED + 1)
    seen.push(...rows.map(({ id }) => id))
    due.push(...rows.map(({ dueOn }) => dueOn))
    after = next
    if (!next) break
  }
  expect(after).toBeNull()
  expect(seen.length).toBe(231)
  expect(new Set(seen).size).toBe(231)
  expect(due).toEqual([...due].sort())
  expect((await page(auditor, "open", "nonsense")).rows.map(({ id }) => id)).toEqual(seen.slice(0, PAGE_ROWS))
})

it("keeps each view to its own, the closed ones newest first", async () => {
  for (const status of ["proposed", "stalled", "deferred", "waiting", "verifying", "fulfilled", "fulfilled"])
    await fill(1, status)
  const statuses = async (view: QueueView) => (await page(auditor, view)).rows.map(({ status }) => status)
  expect(await statuses("second")).toEqual(["proposed"])
  expect(await statuses("stalled")).toEqual(["stalled"])
  expect(await statuses("deferred")).toEqual(["deferred"])
  expect((await statuses("waiting")).sort()).toEqual(["verifying", "waiting"])
  const closed = (await page(auditor, "closed")).rows
  expect(closed.map(({ status, daysLeft }) => [status, daysLeft])).toEqual([
    ["fulfilled", null],
    ["fulfilled", null],
  ])
  expect(Number(closed[0]?.closedAt)).toBeGreaterThanOrEqual(Number(closed[1]?.closedAt))
  const overdue = (await page(auditor, "due")).rows
  expect(overdue.length).toBeGreaterThan(0)
  expect(overdue.every(({ daysLeft }) => (daysLeft ?? 1) <= 0)).toBe(true)
})
