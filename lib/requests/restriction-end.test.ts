import { afterAll, beforeAll, expect, it } from "vitest"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { formatLongDate } from "@/lib/format/date"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { liftDue } from "@/lib/requests/lift-due"
import { myRequest } from "@/lib/requests/my-request"
import { prepareRestriction } from "@/lib/requests/prepare-choice"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { as, partRow } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { typedAs } from "@/lib/testing/typed.fixture"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const restricted = async (): Promise<string[]> =>
  (
    await here.lender.query(
      "select coalesce(processing_restricted_scope, '{}') as scope from core.customers where mobile_phone = '+996555000001'",
    )
  ).rows[0].scope

const ends = async (part: string) =>
  (await here.owner.query("select lift_at, reminded from request_parts where id = $1", [part])).rows[0]

const told = async () =>
  (await here.owner.query("select 1 from outbox where template = 'restriction_end'")).rowCount

it("a restriction holds to the day its person named, of which both letters tell, and ends by itself once they were told", async () => {
  const signed = await here.borrower(1)
  const today = dayIn(new Date(), "Asia/Bishkek")
  const prepare = (typed: Record<"day" | "month" | "year", string>) =>
    prepareRestriction(here.house, signed, ["scoring"], typed)
  await expect(prepare({ day: "31", month: "2", year: "2099" })).rejects.toMatchObject({
    fields: { until: { code: "date_shape" } },
  })
  await expect(prepare(typedAs(today))).rejects.toMatchObject({ fields: { until: { code: "day_past" } } })

  const until = addDays(today, 10)
  const intent = await prepare(typedAs(until))
  const ready = await readyToSign(here.house, signed, { intent, password: "demo-borrower-1" })
  const part = await as(here, signed, (ctx) => signRequest(ctx, ready))
  await runSelfService(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await restricted()).toEqual(["scoring"])
  const midnight = new Date(`${addDays(until, 1)}T00:00:00+06:00`)
  expect(await ends(part.id)).toEqual({ lift_at: midnight, reminded: 0 })
  const page = await as(here, signed, (ctx) => myRequest(ctx, part.number))
  expect(page.parts[0]?.scope).toMatchObject({ right: "restriction", until })
  for (const { id } of page.letters) {
    const opened = await as(here, signed, (ctx) => openLetter(ctx, id))
    expect(opened && letterText(opened.letter)).toContain(formatLongDate(until, "ky"))
  }

  // The round comes by days before, and again: it is told once, and nothing ends yet.
  const { rows: due } = await here.owner.query("select guard.parts_to_lift(10) as id")
  expect(due).toEqual([{ id: part.id }])
  for (let n = 0; n < 2; n += 1) await liftDue(here.house, part.id)
  expect([await told(), await restricted()]).toEqual([1, ["scoring"]])
  expect((await here.owner.query("select guard.parts_to_lift(10) as id")).rows).toEqual([])

  await here.owner.query("update request_parts set lift_at = now() - interval '1 minute' where id = $1", [
    part.id,
  ])
  await liftDue(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await restricted()).toEqual([])
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  await liftDue(here.house, part.id)
  expect(await ends(part.id)).toMatchObject({ lift_at: null })
})
