import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { openHouse } from "@/lib/house"
import { inForce } from "@/lib/policy/editions"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { SourceResting } from "../failures"
import { restingNow } from "./resting"

let world: World

beforeAll(async () => {
  world = await openWorld(4)
})
afterAll(() => world?.end())

it("staff see which process leaves a source alone since when and when it looks again; a process that ended is forgotten", async () => {
  const officer = await world.colleague("officer")
  const gone = { LENDER_URL: "postgres://ukuk_connector:x@127.0.0.1:9/lender" }
  const web = openHouse({ ...world.house.configuration, connections: gone }, { size: 2, process: "web" })
  const held = await world.as(officer, (ctx) => inForce(ctx.db))
  const lender = web.sourcesOf(held).of("lender")
  for (let n = 0; n < 5; n += 1) await lender.find("phone", "+996555000001").catch(() => undefined)
  await expect(lender.find("phone", "+996555000001")).rejects.toThrow(SourceResting)
  await expect.poll(() => world.as(officer, restingNow)).toMatchObject([{ source: "lender", process: "web" }])
  const [told] = await world.as(officer, restingNow)
  expect(told?.nextTry.getTime()).toBeGreaterThan(told?.since.getTime() ?? 0)
  const write = "update source_breakers set next_try_at = now() + interval '1 day'"
  expect(await refusalOf(world.as(officer, (ctx) => ctx.db.execute(write)))).toBe("42501")
  await web.close()
  await world.owner.query("update source_breakers set next_try_at = now() - interval '3 minutes'")
  expect(await world.as(officer, restingNow)).toEqual([])
})
