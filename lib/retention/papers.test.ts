import { afterAll, beforeAll, expect, it } from "vitest"
import type { Ctx, StaffActor } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import type { World } from "@/lib/requests/cast.fixture"
import { carrySweep } from "@/lib/retention/carry-sweep"
import { approveSweep, proposeSweep } from "@/lib/retention/decide-sweep"
import { searchSweep } from "@/lib/retention/search-sweep"
import { startSweep } from "@/lib/retention/start-sweep"
import { readSweep } from "@/lib/retention/sweep"
import { answerAll, openArchive } from "@/lib/tasks/archive.fixture"

const RELATIVES = { relation: { type: "text" as const }, phone: { type: "phone" as const } }

let world: World
beforeAll(async () => {
  const holds = { contact_persons: { origin: "subject" as const, fields: RELATIVES } }
  world = await openArchive({ respondent: "steward", holds }, 6)
})
afterAll(() => world?.end())

const by = async <T>(role: "officer" | "approver", work: (ctx: Ctx<StaffActor>) => Promise<T>) =>
  world.as(await world.colleague(role), work)

const sweep = (id: string) => by("officer", (ctx) => readSweep(ctx, id))
async function searched(): Promise<string> {
  const id = await by("officer", (ctx) => startSweep(ctx, ["consent_term"]))
  while ((await sweep(id)).state === "searching") await searchSweep(world.house, id)
  return id
}

it("papers of whom the portal does not know go with what is beyond its time, once a steward says so, and once alone", async () => {
  const id = await searched()
  const { counts } = await sweep(id)
  expect(counts?.people).toBeGreaterThan(0)
  const reason = "Compared with the list of closed loans"
  await by("officer", (ctx) => proposeSweep(ctx, { sweep: id, reason }))
  await by("approver", (ctx) => approveSweep(ctx, { sweep: id }))
  const tasks = async () =>
    (await world.owner.query("select part_id from source_tasks where answered_at is null")).rows.length
  expect(await tasks()).toBe(0)
  await carrySweep(world.house, id)
  const fulfil = async () => {
    const { rows } = await world.owner.query<{ part: string }>(
      "select part_id as part from sweep_people where sweep_id = $1",
      [id],
    )
    for (const { part } of rows) await fulfilPart(world.house, part)
    const { rows: parts } = await world.owner.query<{ status: string }>("select status from request_parts")
    return parts.map(({ status }) => status)
  }
  const everybody = (status: string) => Array.from({ length: counts?.people ?? 0 }, () => status)
  expect(await fulfil()).toEqual(everybody("fulfilling"))
  expect(await tasks()).toBe(counts?.people)
  expect(await fulfil()).toEqual(everybody("fulfilling"))
  expect(await answerAll(world)).toBe(counts?.people)
  expect(await fulfil()).toEqual(everybody("fulfilled"))
  expect((await sweep(await searched())).state).toBe("nothing")
  expect(await tasks()).toBe(0)
})
