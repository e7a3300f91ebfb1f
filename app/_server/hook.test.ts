import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, expect, it } from "vitest"
import { hookResponse } from "@/app/_server/hook"
import { expireConsents } from "@/lib/consents/expire-consents"
import { importConsents } from "@/lib/consents/import-consents"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { receiveDelivery } from "@/lib/hooks/receive"
import { signatureOf } from "@/lib/signing/signature"
import { approve, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { TEST_WEBHOOK_SECRET } from "@/lib/testing/open-deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

type Sent = {
  id: string
  body?: string
  secret?: string
  source?: string
  /** Seconds ago. */
  age?: number
  signature?: string
}

/** A call as the source's system makes it. */
async function send({
  id,
  body = "",
  secret = TEST_WEBHOOK_SECRET,
  source = "lender",
  age = 0,
  signature,
}: Sent) {
  const timestamp = String(Math.floor(Date.now() / 1000) - age)
  const signed = signatureOf(secret, { id, timestamp, body: Buffer.from(body) })
  const request = new Request(`http://localhost:3000/api/hooks/${source}`, {
    method: "POST",
    headers: {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signature ?? `v1,${signed}`,
    },
    body,
  })
  const answer = await hookResponse(here.house, receiveDelivery, source, request)
  return { status: answer.status, said: (await answer.json()) as { title?: string } }
}

const statusOf = async (sent: Sent) => (await send(sent)).status

async function customer(n: number): Promise<string> {
  const { rows } = await here.lender.query<{ id: string }>(
    "select customer_id::text as id from core.customers where mobile_phone = $1",
    [`+99655500000${n}`],
  )
  return rows[0]?.id ?? ""
}

/** What stands in the worker's queue, by the task and the id it names. */
async function queued(): Promise<string[]> {
  const { rows } = await here.owner.query<{ key: string }>(
    "select key from graphile_worker.jobs where task_identifier in ('wake-part', 'expire-consents') order by key",
  )
  return rows.map(({ key }) => key)
}

const bodyFor = async (n: number) => JSON.stringify({ customers: [await customer(n)] })

it("without a word from the source the worker's own round comes to the same", async () => {
  const part = await signLetter(here, 1, { right: "erasure", categories: ["income"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  const { rows } = await here.owner.query<{ id: string }>("select id from guard.parts_to_wake(200) as id")
  expect(rows.map(({ id }) => id)).toContain(part.id)
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set status = 'cancelled' where id = $1", [part.id])
  await here.owner.query("alter table request_parts enable trigger user")
})

it("a loan is repaid and the lender says so: the rest of the erasure is carried out, the person told, the certificate issued again", async () => {
  const { actor } = await here.borrower(1)
  await importConsents(here.house, actor.subjectId)
  const signed = await signLetter(here, 1, {
    right: "erasure",
    categories: ["contact_persons", "income"],
  })
  await approve(here, await proposeFor(here, signed))
  await fulfilPart(here.house, signed.id)
  expect(await partRow(here, signed.id)).toMatchObject({
    status: "deferred",
    deferred_fact: "obligations.performed",
  })
  const count = async (text: string) => (await here.owner.query(text, [actor.subjectId])).rows[0]?.n as number
  const certificates = () => count("select count(*)::int as n from certificates where subject_id = $1")
  const letters = () => count("select count(*)::int as n from outbox where subject_id = $1")
  const before = { certificates: await certificates(), letters: await letters() }

  await here.lender.query(await readFile("db/lender/repay.sql", "utf8"), [await customer(1)])
  expect(await send({ id: "evt-1", body: await bodyFor(1) })).toEqual({
    status: 202,
    said: { status: "accepted" },
  })
  expect(await queued()).toEqual([`expire-consents:${actor.subjectId}`, `wake-part:${signed.id}`])
  await wakePart(here.house, signed.id)
  await fulfilPart(here.house, signed.id)
  await expireConsents(here.house, actor.subjectId)
  expect(await partRow(here, signed.id)).toMatchObject({ status: "fulfilled", deferred_fact: null })
  expect(await certificates()).toBe(before.certificates + 1)
  expect(await letters()).toBeGreaterThan(before.letters + 1)

  expect(await send({ id: "evt-1", body: await bodyFor(1) })).toMatchObject({
    status: 409,
    said: { title: "This delivery was taken before." },
  })
})

it("what is not signed by the source, not of now or not readable is refused and wakes nobody", async () => {
  await here.owner.query("delete from graphile_worker._private_jobs")
  const body = await bodyFor(2)
  const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`
  expect(await statusOf({ id: "a", body, secret: other })).toBe(401)
  expect(await statusOf({ id: "a", body, signature: "" })).toBe(401)
  expect(await statusOf({ id: "a", body, signature: "v1,AAAA v2,BBBB" })).toBe(401)
  expect(await statusOf({ id: "a", body, source: "nobody" })).toBe(401)
  expect(await statusOf({ id: "a", body, source: "constructor" })).toBe(401)
  expect(await statusOf({ id: "a", body, age: 301 })).toBe(401)
  expect(await statusOf({ id: "a", body, age: -400 })).toBe(401)
  for (const bad of ["", "[]", "{", '{"customers": []}', '{"customers": ["1"], "name": "x"}'])
    expect(await statusOf({ id: "a", body: bad })).toBe(400)
  expect(await statusOf({ id: "", body })).toBe(400)
  expect(await statusOf({ id: "a b", body })).toBe(400)
  expect(await statusOf({ id: "a", body: " ".repeat(70_000) })).toBe(413)
  expect(await queued()).toEqual([])
  expect(await statusOf({ id: "a", body, age: 250 })).toBe(202)
  expect(await queued()).toHaveLength(1)
})

it("a person the portal does not know is answered like one it does, and a flood is slowed down", async () => {
  await here.owner.query("delete from graphile_worker._private_jobs")
  const known = await send({ id: "k", body: await bodyFor(2) })
  const unknown = await send({ id: "u", body: '{"customers": ["987654321", "nobody"]}' })
  expect(unknown).toEqual(known)
  expect(await queued()).toHaveLength(1)
  await here.owner.query("update rate_limits set tries = 6000 where key like 'hook_address:%'")
  expect(await statusOf({ id: "f", body: await bodyFor(2) })).toBe(429)
})
