import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { Conflict, Forbidden, Invalid } from "@/lib/errors"
import { tellStop } from "@/lib/oversight/tell-stop"
import { staffLoginPlace } from "@/lib/people/invitations"
import { inForce } from "@/lib/policy/editions"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { SourceStopped } from "../failures"
import { resumeSource, stopSource, stopsNow, unlessStopped } from "./stops"

let world: World

beforeAll(async () => {
  world = await openWorld(4)
})
afterAll(() => world?.end())

const REASON = "A release of the lender went wrong"
const told = async (template: string) =>
  (await world.owner.query("select 1 from outbox where template = $1", [template])).rowCount

it("an administrator stops writing to a source with a reason, others read it, and it holds until it is lifted", async () => {
  const [administrator, officer] = [await world.colleague("administrator"), await world.colleague("officer")]
  await world.owner.query(
    "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', gen_random_uuid()::text::bytea, $2)",
    [
      officer.actor.accountId,
      world.house.vault.sealOwn(staffLoginPlace(officer.actor.accountId), "o@demo.example"),
    ],
  )
  const stop = (typed: { source: string | null; reason: string }) =>
    world.as(administrator, (ctx) => stopSource(ctx, typed))
  await expect(
    world.as(officer, (ctx) => stopSource(ctx, { source: "lender", reason: REASON })),
  ).rejects.toThrow(Forbidden)
  await expect(stop({ source: "lender", reason: "because" })).rejects.toThrow(Invalid)
  await expect(stop({ source: "nowhere", reason: REASON })).rejects.toThrow(Invalid)
  const { id } = await stop({ source: "lender", reason: REASON })
  await expect(stop({ source: "lender", reason: REASON })).rejects.toThrow(Conflict)
  expect(await world.as(officer, stopsNow)).toMatchObject([{ id, source: "lender", reason: REASON }])
  await expect(unlessStopped(world.house, "lender")).rejects.toThrow(SourceStopped)
  await unlessStopped(world.house, "portal")
  for (let round = 0; round < 2; round += 1) await tellStop(world.house, id)
  expect(await told("source_stopped")).toBe(1)
  const sources = await opened()
  await expect(sources.of("lender").applyAll([], "key")).rejects.toThrow(SourceStopped)
  expect(await sources.of("lender").find("phone", "+996555000001")).toHaveLength(1)
  const everything = await stop({ source: null, reason: REASON })
  await world.as(administrator, (ctx) => resumeSource(ctx, { stop: id, lift: "It is mended by now" }))
  await expect(unlessStopped(world.house, "portal")).rejects.toThrow(SourceStopped)
  await world.as(administrator, (ctx) =>
    resumeSource(ctx, { stop: everything.id, lift: "It is mended by now" }),
  )
  await unlessStopped(world.house, "lender")
  await tellStop(world.house, id)
  expect([await told("source_stopped"), await told("source_resumed")]).toEqual([1, 1])
})

it("the wall alone holds it: nobody but an administrator sets or lifts a stop, in their own name, and nobody deletes it", async () => {
  const [administrator, officer] = [await world.colleague("administrator"), await world.colleague("officer")]
  const run = (who: typeof officer, query: string) => refusalOf(world.as(who, (ctx) => ctx.db.execute(query)))
  const insert = (by: string) =>
    `insert into source_stops (source, reason, set_by) values ('lender', '${REASON}', '${by}')`
  expect(await run(officer, insert(officer.actor.accountId))).toBe("42501")
  expect(await run(administrator, insert(officer.actor.accountId))).toBe("42501")
  const { id } = await world.as(administrator, (ctx) => stopSource(ctx, { source: "lender", reason: REASON }))
  const lift = (by: string) =>
    `update source_stops set lifted_at = now(), lifted_by = '${by}', lift_reason = '${REASON}' where id = '${id}'`
  await world.as(officer, (ctx) => ctx.db.execute(lift(officer.actor.accountId)))
  expect(await run(administrator, lift(officer.actor.accountId))).toBe("42501")
  expect(await run(administrator, `update source_stops set reason = '${REASON}!'`)).toBe("42501")
  expect(await run(administrator, "delete from source_stops")).toBe("42501")
  for (const query of [
    insert(officer.actor.accountId),
    lift(officer.actor.accountId),
    "delete from source_stops",
  ])
    expect(await refusalOf(world.house.pools.worker.query(query))).toBe("42501")
  await expect(unlessStopped(world.house, "lender")).rejects.toThrow(SourceStopped)
})

const opened = async () =>
  world.house.sourcesOf(await world.as(await world.colleague("officer"), (ctx) => inForce(ctx.db)))
