import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { importConsents } from "@/lib/consents/import-consents"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import { formatLongDate } from "@/lib/format/date"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { untilDate } from "@/lib/letters/dated"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { inForce } from "@/lib/policy/editions"
import { approveProposal } from "@/lib/requests/approve"
import { takePart } from "@/lib/requests/handle"
import { prepareRequest } from "@/lib/requests/prepare"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import type { PartScope } from "@/lib/requests/scope"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here.close())

const as = <A extends SubjectActor | StaffActor, T>(
  signed: Signed<A>,
  work: Parameters<typeof asSigned<A, T>>[3],
) => asSigned(here.house, signed, randomUUID(), work)

/** The person asks and signs; officer and approver let it through; the worker carries it out. */
async function askAndFulfil(n: 1 | 2 | 3, scope: PartScope): Promise<{ id: string; number: string }> {
  const signed = await here.borrower(n)
  const intent = await prepareRequest(here.house, signed, scope)
  const ready = await readyToSign(here.house, signed, { intent, password: `demo-borrower-${n}` })
  const part = await as(signed, (ctx) => signRequest(ctx, ready))
  const [officer, approver] = [await here.staff("officer"), await here.staff("approver")]
  const taken = await as(officer, (ctx) => takePart(ctx, { part: part.id, version: 1 }))
  const proposal = { part: part.id, version: taken.version, keeps: [], refusal: null, explanation: "" }
  const prepared = await prepareProposal(here.house, officer, proposal)
  const proposed = await as(officer, (ctx) => proposeDecision(ctx, proposal, prepared))
  await as(approver, (ctx) => approveProposal(ctx, { part: part.id, version: proposed.version }))
  await fulfilPart(here.house, part.id)
  return part
}

const partRow = async (id: string) =>
  (
    await here.owner.query("select status, deferred_fact, deferred_until from request_parts where id = $1", [
      id,
    ])
  ).rows[0]

const lenderCount = async (table: string, phone: string, key = "customer_id") =>
  Number(
    (
      await here.lender.query(
        `select count(*) from ${table} where ${key} = (select customer_id from core.customers where mobile_phone = $1)`,
        [phone],
      )
    ).rows[0]?.count,
  )

const policyCategories = async () =>
  (
    await here.owner.query<{ code: string }>(
      "select c->>'code' as code from policy_editions, jsonb_array_elements(document->'categories') c",
    )
  ).rows.map(({ code }) => code)

describe("erasure", () => {
  it("of a loan repaid seven years ago empties the lender's tables, and the certificate tells what was read back", async () => {
    const { rows } = await here.lender.query(
      "select customer_id from core.customers where mobile_phone = '+996555000003'",
    )
    const customer = rows[0]?.customer_id
    const part = await askAndFulfil(3, { right: "erasure", categories: await policyCategories() })
    // The account here goes last, after the certificate and the readings that follow it.
    expect(await partRow(part.id)).toMatchObject({ status: "deferred", deferred_fact: null })
    const left = await here.lender.query(
      "select last_name, mobile_phone, pin, (select count(*)::int from core.loans where customer_id = $1) as loans from core.customers where customer_id = $1",
      [customer],
    )
    expect(left.rows[0] ?? null).toMatchObject({ mobile_phone: null, pin: null, loans: 0 })
    const signed = await here.borrower(3)
    const certificate = (
      await here.owner.query("select letter_id from certificates where part_id = $1", [part.id])
    ).rows[0]
    const letter = await as(signed, (ctx) => openLetter(ctx, certificate?.letter_id))
    const text = letterText(
      letter?.letter ?? { direction: "outgoing", language: "ky", title: "", blocks: [] },
    )
    expect(text).toContain(part.number)
    expect(text).toContain("(core.contact_persons) |")
    const { policy } = await as(signed, (ctx) => inForce(ctx.db))
    const today = dayIn(new Date(), policy.organisation.timezone)
    const backups = addPeriod(today, policy.backups?.keptFor ?? "")
    expect(text).toContain(`резервдик көчүрмөлөрдө ${untilDate(backups, "ky")} калышы мүмкүн`)
    expect(text).toContain(`кайра окулат: ${formatLongDate(addPeriod(today, "P1D"), "ky")}; `)
    await fulfilPart(here.house, part.id)
    expect(
      (await here.owner.query("select 1 from certificates where part_id = $1", [part.id])).rowCount,
    ).toBe(1)
  })

  it("of a loan repaid last month erases what nothing keeps and leaves the rest, restricted, until a date", async () => {
    const before = await lenderCount("core.contact_persons", "+996555000002")
    expect(before).toBeGreaterThan(0)
    const part = await askAndFulfil(2, { right: "erasure", categories: ["contact_persons", "payments"] })
    const row = await partRow(part.id)
    expect(row).toMatchObject({ status: "deferred", deferred_fact: null })
    expect(row?.deferred_until.getTime()).toBeGreaterThan(Date.now() + 4 * 365 * 86_400_000)
    expect(await lenderCount("core.contact_persons", "+996555000002")).toBe(0)
    const { rows } = await here.lender.query(
      "select processing_restricted_scope as scope from core.customers where mobile_phone = '+996555000002'",
    )
    expect(rows[0]?.scope).toContain("payments")
  })
})

describe("withdrawal with an open loan", () => {
  it("stops marketing at once, lets use go on upon its ground, and completes by itself when the loan is repaid", async () => {
    const signed = await here.borrower(1)
    await importConsents(here.house, signed.actor.subjectId)
    const purposes = [
      { purpose: "contract", operations: ["collect", "use", "transfer"] },
      { purpose: "marketing_own", operations: ["use"] },
    ]
    const part = await askAndFulfil(1, { right: "withdrawal", purposes })
    expect(await partRow(part.id)).toMatchObject({
      status: "deferred",
      deferred_fact: "obligations.performed",
    })
    await wakePart(here.house, part.id)
    expect(await partRow(part.id)).toMatchObject({ status: "deferred" })
    const { readFile } = await import("node:fs/promises")
    const { rows } = await here.lender.query(
      "select customer_id from core.customers where mobile_phone = '+996555000001'",
    )
    await here.lender.query(await readFile("db/lender/repay.sql", "utf8"), [rows[0]?.customer_id])
    await wakePart(here.house, part.id)
    await fulfilPart(here.house, part.id)
    const events = await here.owner.query(
      "select purpose, operation, event from consent_events where part_id = $1 order by 1, 2",
      [part.id],
    )
    expect(events.rows).toContainEqual({ purpose: "contract", operation: "use", event: "withdrawn" })
  })
})
