import { afterAll, beforeAll, expect, it } from "vitest"
import { NotAllowedNow, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { planOf } from "@/lib/fulfilment/plan"
import { changeContact, messagesOf } from "@/lib/people/identity.fixture"
import { readPolicy } from "@/lib/policy/read"
import type { PartScope } from "@/lib/requests/scope"
import { readTakeBack, takeBackErasure, takeBackUntil } from "@/lib/requests/take-back"
import { approve, partRow, proposeFor, signAs, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
/** The same deployment under the policy's own days, as everywhere but in the demo. */
let slow: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
  slow = { ...here, house: { ...here.house, takeBackSeconds: undefined } }
})
afterAll(() => here?.close())

const CONTACTS: PartScope = { right: "erasure", categories: ["contact_persons"] }
const PHONE = "+996555000003"
const contactsOf = async (phone: string) => {
  const { rows } = await here.lender.query(
    `select count(*)::int as n from core.contact_persons p join core.customers c using (customer_id)
     where c.mobile_phone = $1`,
    [phone],
  )
  return rows[0]?.n as number
}
const noticesOf = async (number: string) =>
  (await messagesOf(here)).filter(
    ({ template, text }) => template === "erasure_asked" && text.includes(number),
  )
const tokenIn = (text: string) => /take-back\/(\S+)/.exec(text)?.[1] ?? ""
const runAt = async (part: { id: string }): Promise<Date> => {
  const { rows } = await here.owner.query("select run_at from graphile_worker.jobs where key = $1", [
    `fulfil:${part.id}`,
  ])
  return rows[0]?.run_at
}

it("who changed the phone and asks for an erasure has told the old phone, too, whose link takes it back", async () => {
  const [old, thiefs] = ["+996555000002", "+996555999922"] as const
  const thief = await here.borrower(2)
  await changeContact(here, thief, "demo-borrower-2", {
    ...{ category: "mobile_phone", field: "phone" },
    value: thiefs,
  })
  const part = await signAs(slow, thief, "demo-borrower-2", CONTACTS)
  const told = await noticesOf(part.number)
  expect(told.map(({ to }) => to).sort()).toEqual([old, thiefs].sort())
  await takeBackErasure(slow.house, tokenIn(told.find(({ to }) => to === old)?.text ?? ""))
  expect(await partRow(here, part.id)).toMatchObject({ status: "cancelled" })
})

it("an erasure signed in a stolen session and approved waits 72 hours: the link takes it back, and nothing is gone", async () => {
  const before = await contactsOf(PHONE)
  expect(before).toBeGreaterThan(0)
  const part = await signLetter(slow, 3, CONTACTS)
  await approve(slow, await proposeFor(slow, part))
  await fulfilPart(slow.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling" })
  const hours = ((await runAt(part)).getTime() - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(71.9)
  expect(hours).toBeLessThanOrEqual(72)

  const [notice] = await noticesOf(part.number)
  const token = tokenIn(notice?.text ?? "")
  for (let n = 0; n < 20; n++)
    expect(await readTakeBack(slow.house, token)).toMatchObject({ number: part.number, state: "open" })
  const bytes = Buffer.from(token, "base64url")
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  for (const wrong of [bytes.toString("base64url"), token.slice(0, -4), "", part.id])
    await expect(takeBackErasure(slow.house, wrong)).rejects.toThrow(NotFound)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling" })

  await Promise.all([takeBackErasure(slow.house, token), takeBackErasure(slow.house, token)])
  expect(await partRow(here, part.id)).toMatchObject({ status: "cancelled" })
  expect(await readTakeBack(slow.house, token)).toMatchObject({ state: "taken_back" })
  await fulfilPart(slow.house, part.id)
  expect(await contactsOf(PHONE)).toBe(before)
  const history = await here.owner.query(
    "select event, actor_kind from part_events where part_id = $1 and to_status = 'cancelled'",
    [part.id],
  )
  expect(history.rows).toEqual([{ event: "cancel", actor_kind: "system" }])
})

it("once the time is over it is carried out, and the link takes nothing back any more", async () => {
  const part = await signLetter(slow, 3, CONTACTS)
  await approve(slow, await proposeFor(slow, part))
  await fulfilPart(slow.house, part.id)
  expect(await contactsOf(PHONE)).toBeGreaterThan(0)
  await here.owner.query("update request_parts set not_before = now() - interval '1 second' where id = $1", [
    part.id,
  ])
  const [notice] = await noticesOf(part.number)
  const token = tokenIn(notice?.text ?? "")
  await expect(takeBackErasure(slow.house, token)).rejects.toThrow(new NotAllowedNow("carried_out_already"))
  await fulfilPart(slow.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await contactsOf(PHONE)).toBe(0)
  expect(await readTakeBack(slow.house, token)).toMatchObject({ state: "over" })
  await expect(takeBackErasure(slow.house, token)).rejects.toThrow(NotAllowedNow)
})

it("waits as long as the policy says, never into the last day of the term, and not at all for a child's data", async () => {
  const inForce = await readPolicy("policies/somo")
  const now = new Date("2026-03-10T05:30:00Z")
  const asked = { scope: CONTACTS, plan: planOf([]) }
  const until = (dueOn: string, more: object = {}, scope: PartScope = asked.scope) =>
    takeBackUntil({ now, ...more }, inForce, { ...asked, scope }, dueOn)?.toISOString() ?? null
  expect(until("2026-03-19")).toBe("2026-03-13T05:30:00.000Z")
  expect(until("2026-03-12")).toBe("2026-03-11T18:00:00.000Z")
  expect(until("2026-03-10")).toBeNull()
  expect(until("2026-03-19", { takeBackSeconds: 15 })).toBe("2026-03-10T05:30:15.000Z")

  const child = {
    right: "child_data" as const,
    sets: [],
    stops: [],
    restricts: [],
    erases: ["contact_persons"],
  }
  expect(until("2026-03-19", {}, { ...child, reviewed: "after" })).toBeNull()
  expect(until("2026-03-19", {}, { right: "restriction", categories: ["scoring"] })).toBeNull()
})
