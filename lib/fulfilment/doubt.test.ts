import { afterAll, beforeAll, expect, it } from "vitest"
import { askForCopy } from "@/lib/copies/copies.fixture"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { tasksOf } from "@/lib/jobs/tasks"
import { resumeFulfilment } from "@/lib/requests/approve"
import { myRequest } from "@/lib/requests/my-request"
import { planNow } from "@/lib/requests/plan-now"
import { gapRows } from "@/lib/requests/plan-rows"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const contact = async (n: 2 | 3) => {
  const text = "select email, pin from core.customers where mobile_phone = '+99655500000' || $1"
  return (await here.lender.query<{ email: string | null; pin: string }>(text, [n])).rows[0]
}

const givePin = (n: 2 | 3, pin: string | undefined) =>
  here.lender.query("update core.customers set pin = $2 where mobile_phone = '+99655500000' || $1", [n, pin])

it("where a PIN is another customer's too, nothing is touched until staff have looked; once it is put right, all is", async () => {
  const [mine, theirs] = [await contact(3), await contact(2)]
  await givePin(2, mine?.pin)
  const part = await signLetter(here, 3, { right: "erasure", categories: ["email", "contact_persons"] })
  const shown = (await as(here, await here.borrower(3), (ctx) => myRequest(ctx, part.number))).parts[0]
  if (!shown?.plan) throw new Error("no plan")
  expect(shown.plan.operations.filter(({ source }) => source === "lender")).toEqual([])
  expect(gapRows(shown.inForce, shown.plan.gaps, "ky")).toMatchObject([
    { act: "erase", why: "ambiguous", words: null },
    { act: "erase", why: "ambiguous", words: null },
  ])
  await expect(proposeFor(here, part)).rejects.toMatchObject({ code: "gap_open" })
  expect(await contact(3)).toEqual(mine)

  await givePin(2, theirs?.pin)
  const { plan, changed } = await planNow(here.house, await here.staff("officer"), part.id)
  expect([plan.gaps, changed]).toEqual([[], true])
  await approve(here, await proposeFor(here, { id: part.id, ...(await partRow(here, part.id)) }))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await contact(2)).toEqual(theirs)
  expect((await contact(3))?.email).not.toBe(mine?.email)
})

it("where it came to be another's after the approval nothing is touched; it goes back to be looked at, and then on", async () => {
  const [mine, theirs] = [await contact(3), await contact(2)]
  const jobs = async () => {
    const text =
      "select count(*)::int as n from core.employment join core.customers using (customer_id) where mobile_phone = '+996555000003' and employer is not null"
    return (await here.lender.query<{ n: number }>(text)).rows[0]?.n
  }
  const held = await jobs()
  expect(held).toBeGreaterThan(0)
  const part = await signLetter(here, 3, { right: "erasure", categories: ["workplace"] })
  await approve(here, await proposeFor(here, part))
  await givePin(2, mine?.pin)
  await fulfilPart(here.house, part.id)
  expect([await partRow(here, part.id), await jobs()]).toMatchObject([{ status: "working" }, held])
  const { rows } = await here.owner.query(
    "select note is not null as told from part_events where part_id = $1 and event = 'replan'",
    [part.id],
  )
  expect(rows).toEqual([{ told: true }])

  await givePin(2, theirs?.pin)
  await planNow(here.house, await here.staff("officer"), part.id)
  await approve(here, await proposeFor(here, { id: part.id, ...(await partRow(here, part.id)) }))
  await fulfilPart(here.house, part.id)
  expect([await partRow(here, part.id), await jobs()]).toMatchObject([{ status: "fulfilled" }, 0])
})

it("no copy is handed over while it cannot be said whose data it would hold: staff see why, and the button goes on", async () => {
  const [mine, theirs] = [await contact(3), await contact(2)]
  await givePin(2, mine?.pin)
  const part = await askForCopy(here, await here.borrower(3), "demo-borrower-3", {
    right: "access",
    choice: ["all"],
  })
  await runSelfService(here.house, part.id)
  const fulfil = () => tasksOf(here.house).fulfil?.({ part: part.id }, {} as never)
  await fulfil()
  expect(await partRow(here, part.id)).toMatchObject({
    status: "stalled",
    stall_cause: "AmbiguousSubject:lender",
  })
  expect((await here.owner.query("select 1 from packages where part_id = $1", [part.id])).rows).toEqual([])

  await givePin(2, theirs?.pin)
  const { version } = await partRow(here, part.id)
  const officer = await here.staff("officer")
  await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version }))
  await fulfil()
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})
