import { Logger, runOnce } from "graphile-worker"
import { afterAll, beforeAll, expect, it } from "vitest"
import { tasksOf } from "@/lib/jobs/tasks"
import { resumeFulfilment } from "@/lib/requests/approve"
import { planNow } from "@/lib/requests/plan-now"
import { sourceChecksNow } from "@/lib/sources/drift/kept"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const logger = new Logger(() => () => undefined)

/** Everything there is to do, with what failed and what waits tried again now. */
async function work() {
  for (let round = 0; round < 7; round += 1) {
    await runOnce({ pgPool: here.house.pools.worker, taskList: tasksOf(here.house), logger })
    await here.owner.query(
      "update graphile_worker._private_jobs set run_at = now() where attempts < max_attempts",
    )
  }
}

it("a column that left the source stops plans and their carrying out alone, with the cause, until it is back", async () => {
  const unplanned = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  const column = "core.contact_persons rename column"
  await here.lender.query(`alter table ${column} phone to telephone`)

  const officer = await here.staff("officer")
  await expect(planNow(here.house, officer, unplanned.id)).rejects.toMatchObject({
    name: "SourceRefused",
    source: "lender",
    isUnfit: true,
  })
  await work()
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "MapUnfit:lender" })
  const found = (await as(here, officer, sourceChecksNow)).get("lender")?.findings.map(({ drift }) => drift)
  expect(found).toContainEqual({
    ...{ code: "missing_column", table: "core.contact_persons", column: "phone", likely: "telephone" },
  })

  await here.lender.query(`alter table ${column} telephone to phone`)
  expect((await planNow(here.house, officer, unplanned.id)).plan.operations).not.toEqual([])
  await as(here, officer, async (ctx) =>
    resumeFulfilment(ctx, { part: part.id, version: (await partRow(here, part.id)).version }),
  )
  await work()
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})
