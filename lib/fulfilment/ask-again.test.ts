import { Logger, runOnce } from "graphile-worker"
import { afterAll, beforeAll, expect, it } from "vitest"
import { around } from "@/lib/fulfilment/around.fixture"
import { askAgain } from "@/lib/fulfilment/ask-again"
import { stallPart } from "@/lib/fulfilment/stall"
import { causeOf, waitedFor } from "@/lib/fulfilment/stall-cause"
import { tasksOf } from "@/lib/jobs/tasks"
import { Quarantined, SourceRefused, SourceUnreachable, ValueDoesNotFit } from "@/lib/sources/failures"
import { resumeSource, stopSource } from "@/lib/sources/resilience/stops"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const logger = new Logger(() => () => undefined)
const work = () => runOnce({ pgPool: here.house.pools.worker, taskList: tasksOf(here.house), logger })
const waiting = async (id: string) =>
  (
    await here.owner.query<{ tries: number; next: boolean }>(
      "select tries, next_try_at > now() as next from request_parts where id = $1",
      [id],
    )
  ).rows[0]

it("a part that meets a stop changes nothing and waits; asked again it goes on by itself once the stop is lifted", async () => {
  const administrator = await here.staff("admin")
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  const stop = await as(here, administrator, (ctx) =>
    stopSource(ctx, { source: "lender", reason: "A release went wrong" }),
  )
  await approve(here, await proposeFor(here, part))
  await work()
  expect(await partRow(here, part.id)).toMatchObject({
    status: "stalled",
    stall_cause: "SourceStopped:lender",
  })
  expect(await waiting(part.id)).toEqual({ tries: 1, next: true })
  const done = await here.owner.query("select 1 from plan_operations where part_id = $1 and state = 'done'", [
    part.id,
  ])
  expect(done.rowCount).toBe(0)
  await askAgain(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled" })
  expect(await waiting(part.id)).toEqual({ tries: 2, next: true })
  await as(here, administrator, (ctx) => resumeSource(ctx, { stop: stop.id, lift: "It is mended by now" }))
  await askAgain(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling", stall_cause: null })
  await work()
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled", stall_cause: null })
  await askAgain(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

it("a part that stalled anew while its source was asked, over what staff have to look at, waits for them", async () => {
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  await stallPart(here.house, part.id, "SourceUnreachable:lender")
  const meanwhile = around(here.house, "lender", {
    async ping(work) {
      await work()
      await here.owner.query("update request_parts set stall_cause = 'beside' where id = $1", [part.id])
    },
  })
  await askAgain(meanwhile, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "beside" })
  await askAgain(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "beside" })
})

it("what passes by itself is waited for, and what somebody has to look at first is not", () => {
  const causes = [
    new SourceUnreachable("lender", "does not answer"),
    new SourceUnreachable("lender", "has no room", "53100"),
    new SourceRefused("lender", "refused", "42501"),
    new ValueDoesNotFit("lender", "name", ["surname"]),
    new Quarantined("lender"),
    new Error("of ours"),
  ].map(causeOf)
  expect(causes).toEqual([
    "SourceUnreachable:lender",
    "SourceFull:lender",
    "PrivilegeLost:lender",
    "ValueDoesNotFit:lender",
    "Quarantined:lender",
    "Error",
  ])
  expect(causes.map(waitedFor)).toEqual([["lender"], ["lender"], [], [], [], []])
  expect(waitedFor("silent:lender,portal")).toEqual(["lender", "portal"])
  expect(waitedFor(null)).toEqual([])
})
