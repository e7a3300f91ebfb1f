import { afterAll, beforeAll, expect, test } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { prepareRequest } from "@/lib/requests/prepare"

let world: World

beforeAll(async () => {
  world = await openWorld(5)
})
afterAll(() => world?.end())

test("the sixth letter of a day is told when, not lost; what protects at once and another person's are taken", async () => {
  const [alice, bob] = [await world.borrower("+996555000001"), await world.borrower("+996555000002")]
  const erasing = (who: Signed<SubjectActor>) =>
    prepareRequest(world.house, who, { right: "erasure", categories: ["workplace"] })
  for (let n = 0; n < 5; n += 1) {
    await expect(erasing(alice)).resolves.toBeTruthy()
    await world.ask(alice, { right: "erasure", categories: ["workplace"] })
    await world.owner.query("update request_parts set status = 'cancelled', closed_at = now()")
  }
  const refused = await erasing(alice).catch((error) => error)
  expect(refused).toBeInstanceOf(NotAllowedNow)
  expect(refused).toMatchObject({ code: "requests_a_day", values: { most: 5 } })
  expect(refused.values.when).toMatch(/\d{2}:\d{2}/)
  await expect(erasing(bob)).resolves.toBeTruthy()
  await expect(
    prepareRequest(world.house, alice, {
      right: "restriction",
      categories: ["workplace"],
      until: null,
    } as never),
  ).resolves.toBeTruthy()
  await world.owner.query(
    "update requests set entered_at = entered_at - interval '24 hours' where id = (select id from requests order by entered_at limit 1)",
  )
  await expect(erasing(alice)).resolves.toBeTruthy()
})
