import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest"
import { askForCopy } from "@/lib/copies/copies.fixture"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { stepsOf } from "@/lib/fulfilment/steps"
import type { OpenHouse } from "@/lib/house"
import type { Connector } from "@/lib/sources/connector"
import { SourceUnreachable } from "@/lib/sources/failures"
import { as, partRow } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())
afterEach(() => {
  vi.useRealTimers()
})

const asked = async (n: 1 | 2) => {
  const choice = ["contact_persons", "name"]
  const part = await askForCopy(here, await here.borrower(n), `demo-borrower-${n}`, { right: "copy", choice })
  await runSelfService(here.house, part.id)
  return part
}
const seenBy = async (n: 1 | 2, part: string) => as(here, await here.borrower(n), (ctx) => stepsOf(ctx, part))

/** The same house, in which the lender's items wait for a word of the test. */
const readingSlowly = (read: <T>(work: () => Promise<T>) => Promise<T>): OpenHouse => ({
  ...here.house,
  sourcesOf(inForce) {
    const sources = here.house.sourcesOf(inForce)
    const all = () =>
      sources.all().map((source) =>
        source.name !== "lender"
          ? source
          : new Proxy(source, {
              get: (target, verb: keyof Connector) =>
                verb === "read"
                  ? (...given: Parameters<Connector["read"]>) => read(() => target.read(...given))
                  : Reflect.get(target, verb),
            }),
      )
    return { ...sources, all }
  },
})

it("whoever waits for a package sees how much of it was taken, and others see nothing", async () => {
  const part = await asked(1)
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  let readOn = (): void => undefined
  const waiting = new Promise<void>((go) => {
    readOn = go
  })
  let begun = (): void => undefined
  const reading = new Promise<void>((go) => {
    begun = go
  })
  const house = readingSlowly(async (work) => {
    begun()
    await waiting
    return work()
  })
  const made = fulfilPart(house, part.id)
  await reading
  expect(await seenBy(1, part.id)).toEqual({ going: true, of: "steps", done: 0, all: 0 })
  vi.advanceTimersByTime(1_000)
  await expect.poll(() => seenBy(1, part.id), { timeout: 20_000 }).toMatchObject({ of: "items" })
  const seen = await seenBy(1, part.id)
  expect(seen).toEqual({ going: true, of: "items", done: 0, all: expect.any(Number) })
  expect(seen?.all).toBeGreaterThan(2)
  expect(await seenBy(2, part.id)).toBeNull()
  readOn()
  await made
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await seenBy(1, part.id)).toMatchObject({ going: false })
})

it("a package that could not be made says nothing of what was taken for it, and is begun anew", async () => {
  const part = await asked(2)
  const silent = readingSlowly(async () => {
    throw new SourceUnreachable("lender", "does not answer")
  })
  await fulfilPart(silent, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "silent:lender" })
  expect(await seenBy(2, part.id)).toMatchObject({ going: false })
})
