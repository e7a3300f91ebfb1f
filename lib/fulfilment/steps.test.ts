import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest"
import { around } from "@/lib/fulfilment/around.fixture"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { stepsOf } from "@/lib/fulfilment/steps"
import { resumeFulfilment } from "@/lib/requests/approve"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())
afterEach(() => {
  vi.useRealTimers()
})

const approved = async (n: 1 | 2 | 3) => {
  const part = await signLetter(here, n, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  return part
}
const seenBy = async (who: "officer" | 1 | 2 | 3, part: string) =>
  typeof who === "number"
    ? as(here, await here.borrower(who), (ctx) => stepsOf(ctx, part))
    : as(here, await here.staff(who), (ctx) => stepsOf(ctx, part))

it("while the work goes on the person and staff see how many of its steps are done, and others see nothing", async () => {
  const part = await approved(3)
  const all = (await seenBy(3, part.id))?.all ?? 0
  expect(all).toBeGreaterThan(0)
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  let readOn = (): void => undefined
  const waiting = new Promise<void>((go) => {
    readOn = go
  })
  const read = new Promise<void>((begun) => {
    const house = around(here.house, "lender", {
      verify: async (work) => {
        begun()
        await waiting
        return work()
      },
    })
    void fulfilPart(house, part.id)
  })
  await read
  expect(await seenBy(3, part.id)).toEqual({ going: true, of: "steps", done: 0, all })
  vi.advanceTimersByTime(1_000)
  await expect
    .poll(() => seenBy("officer", part.id), { timeout: 20_000 })
    .toEqual({ going: true, of: "steps", done: all, all })
  expect([await seenBy(1, part.id), await seenBy(3, "no id")]).toEqual([null, null])
  readOn()
  await expect
    .poll(() => seenBy(3, part.id), { timeout: 20_000 })
    .toEqual({ going: false, of: "steps", done: all, all })
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

it("what was told as done and is not found so is carried out once more when staff go on", async () => {
  const part = await approved(2)
  const unlike = around(here.house, "lender", {
    applyAll: async (work) => {
      const applied = await work()
      await here.owner.query(
        "update plan_operations set state = 'done', done_at = now() where part_id = $1 and phase = 'now'",
        [part.id],
      )
      return applied
    },
    verify: async (work) => {
      const found = await work()
      return { ...found, operations: found.operations.map((each) => ({ ...each, held: false })) }
    },
  })
  await fulfilPart(unlike, part.id)
  const { version, ...stalled } = await partRow(here, part.id)
  expect(stalled).toMatchObject({ status: "stalled", stall_cause: "verification" })
  expect(await seenBy(2, part.id)).toMatchObject({ going: false, done: 0 })
  const officer = await here.staff("officer")
  await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version }))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})
