import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { importConsents } from "@/lib/consents/import-consents"
import type { Signed, StaffActor } from "@/lib/context"
import { asSigned } from "@/lib/context"
import { addMonths, dayIn } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { answerBy } from "@/lib/requests/answer-by"
import { findCase, partToShow } from "@/lib/requests/case"
import { caseHistory } from "@/lib/requests/case-file"
import { takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { prepareRegistration } from "@/lib/requests/prepare-registration"
import { queuePage } from "@/lib/requests/queue"
import { registerRequest } from "@/lib/requests/register"
import type { Entered } from "@/lib/requests/registration-entered"
import { as, partRow } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { faultsOf } from "@/lib/testing/faults.fixture"
import { PNG, SCAN } from "@/lib/testing/files.fixture"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import { noDay, typedAs } from "@/lib/testing/typed.fixture"
import { inspect } from "@/lib/uploads/inspect"

const ZONE = "Asia/Bishkek"
const HOUR = 3_600_000
const DAY = 24 * HOUR

let here: TestDeployment
let officer: Signed<StaffActor>
let subject: string

beforeAll(async () => {
  here = await testDeployment()
  officer = await here.staff("officer")
  subject = (await here.borrower(1)).actor.subjectId
  await importConsents(here.house, subject)
})
afterAll(() => here?.close())

/** The boxes of a form that name this instant, to the minute. */
function typedAt(at: Date): Entered["received"] {
  return { ...typedAs(dayIn(at, ZONE)), time: at.toLocaleTimeString("en-GB", { timeZone: ZONE }).slice(0, 5) }
}

const yesterday = () => new Date(Math.floor((Date.now() - DAY) / 60_000) * 60_000)

const entered = (over: Partial<Entered> = {}): Entered => ({
  subject,
  right: "question",
  channel: "phone",
  received: typedAt(yesterday()),
  language: "ru",
  choice: [],
  words: "Спросил, кому передан его номер телефона.",
  evidence: null,
  ...over,
})

type House = { house: TestDeployment["house"] }

async function register(over: Partial<Entered> = {}, who = officer, { house }: House = here) {
  const ready = await prepareRegistration(house, who, entered(over))
  return asSigned(house, who, randomUUID(), (ctx) => registerRequest(ctx, ready))
}

const stored = async () => {
  const { rows } = await here.owner.query<{ n: number }>(
    "select (select count(*) from requests) + (select count(*) from attachments) + (select count(*) from letters) + (select count(*) from outbox) as n",
  )
  return Number(rows[0]?.n)
}

/** Which fields the form was sent back for, and why; nothing may have been stored. */
async function refused(over: Partial<Entered>) {
  const before = await stored()
  const faults = await faultsOf(register(over))
  expect(await stored()).toBe(before)
  return faults
}

const flag = async (purpose: string, operation: string) => {
  const { rows } = await here.lender.query(
    "select allowed from core.processing_flags f join core.customers c using (customer_id) where mobile_phone = '+996555000001' and purpose = $1 and operation = $2",
    [purpose, operation],
  )
  return rows[0]?.allowed
}

describe("a question asked by phone yesterday", () => {
  it("is answered counting from yesterday; the person is told and sees what staff wrote down", async () => {
    const received = yesterday()
    const part = await register({ received: typedAt(received) })
    const inForce = await as(here, officer, (ctx) => inForceNow(ctx.db))
    expect(part.receivedAt).toEqual(received)
    expect(part.dueOn).toBe(answerBy(inForce, "question", received).dueOn)

    const found = await as(here, officer, (ctx) => findCase(ctx, part.number))
    expect(found).toMatchObject({
      channel: "phone",
      language: "ru",
      receivedAt: received,
      status: "received",
    })
    expect(found.enteredAt.getTime() - received.getTime()).toBeGreaterThan(23 * HOUR)
    expect(found.enteredBy).toBeTruthy()
    const [line] = await as(here, officer, (ctx) => caseHistory(ctx, partToShow(found, part.id), true))
    expect(line).toMatchObject({ event: "submit", by: "staff", from: "draft", to: "received" })

    const person = await here.borrower(1)
    const page = await as(here, person, (ctx) => myRequest(ctx, part.number))
    expect(page).toMatchObject({ channel: "phone", receivedAt: received })
    expect(page.parts[0]?.inWords?.words).toContain("кому передан его номер")
    expect(page.letters).toMatchObject([{ direction: "in", kind: "question", signed: false }])
    const letter = await as(here, person, (ctx) => openLetter(ctx, page.letters[0]?.id ?? ""))
    expect(letter && letterText(letter.letter)).toContain("сказано по телефону, записано сотрудником")
    const { rows } = await here.owner.query("select method, signature from letters where registration = $1", [
      part.number,
    ])
    expect(rows).toEqual([{ method: "registered", signature: null }])
    const told = await here.owner.query("select language from outbox where template = 'received'")
    expect(told.rows).toEqual([{ language: "ru" }])
    const acts = await here.owner.query(
      "select requester_id is not null as known, entered_by = $2 as mine from requests where number = $1",
      [part.number, officer.actor.accountId],
    )
    expect(acts.rows).toEqual([{ known: true, mine: true }])
    // Whoever entered it may handle it.
    const taken = await as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
    expect(taken.status).toBe("working")
  })

  it("is registered by an officer alone, about somebody who is known and a right that is worked off so", async () => {
    const before = await stored()
    for (const who of ["approver", "steward", "admin", "auditor"] as const)
      await expect(register({}, await here.staff(who))).rejects.toThrow(Forbidden)
    const ready = await prepareRegistration(here.house, officer, entered())
    const approver = await here.staff("approver")
    await expect(as(here, approver, (ctx) => registerRequest(ctx, ready))).rejects.toThrow(Forbidden)
    await expect(register({ right: "no_such" })).rejects.toThrow(NotFound)
    expect(await stored()).toBe(before)
    expect(await refused({ subject: randomUUID() })).toEqual({ person: "nobody_found" })
  })
})

describe("what was entered wrongly", () => {
  it("is said beside each field at once, and nothing is stored", async () => {
    expect(await refused({ received: typedAt(new Date(Date.now() + 2 * HOUR)) })).toEqual({
      received: "received_in_future",
    })
    const tooLongAgo = typedAs(addMonths(dayIn(yesterday(), ZONE), -12))
    expect(await refused({ received: { ...tooLongAgo, time: "10:00" } })).toEqual({
      received: "received_too_long_ago",
    })
    expect(await refused({ received: { day: "31", month: "2", year: "2026", time: "25:00" } })).toEqual({
      received: "date_shape",
      time: "time_shape",
    })
    expect(
      await refused({
        channel: "cabinet",
        language: "de",
        words: " \u200b",
        received: { ...noDay, time: "" },
      }),
    ).toEqual({
      channel: "choose_one",
      language: "choose_one",
      words: "required",
      received: "required",
      time: "required",
    })
    expect(await refused({ words: "а".repeat(4_001) })).toEqual({ words: "too_long" })
    expect(await refused({ right: "automated_review", choice: ["marketing_own"] })).toEqual({
      choice: "choose_one",
    })
    expect(await refused({ right: "existence", words: "" })).toEqual({ words: "note_or_scan" })
  })

  it("also a file that is too large, of another kind, or missing where a letter came on paper", async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)])
    expect(await refused({ evidence: { name: "letter.png", bytes: large } })).toEqual({
      evidence: "file_too_big",
    })
    expect(await refused({ evidence: { name: "letter.exe", bytes: PNG } })).toEqual({ evidence: "file_kind" })
    expect(await refused({ evidence: { name: "letter.pdf", bytes: PNG } })).toEqual({
      evidence: "file_not_as_named",
    })
    expect(await refused({ channel: "paper" })).toEqual({ evidence: "scan_needed" })
  })
})

describe("a withdrawal", () => {
  it("on paper is accepted for every purpose, and stops marketing at once", async () => {
    expect(await flag("marketing_own", "use")).toBe(true)
    const part = await register({
      right: "withdrawal",
      channel: "paper",
      choice: ["contract", "marketing_own", "no_such"],
      words: "",
      evidence: SCAN,
    })
    const { rows } = await here.owner.query<{ id: string; purpose: string; received: Date }>(
      "select id, scope->'purposes'->0->>'purpose' as purpose, received_at as received from request_parts where request_id = $1 order by purpose",
      [part.requestId],
    )
    expect(rows.map(({ purpose }) => purpose)).toEqual(["contract", "marketing_own"])
    expect(rows.every(({ received }) => received.getTime() === part.receivedAt.getTime())).toBe(true)
    const events = await here.owner.query(
      "select distinct purpose, event, method, language from consent_events where part_id = any ($1)",
      [rows.map(({ id }) => id)],
    )
    expect(events.rows).toEqual([
      { purpose: "marketing_own", event: "withdrawn", method: "signed", language: "ru" },
    ])
    const stop = rows[1]?.id ?? ""
    await runSelfService(here.house, stop)
    await fulfilPart(here.house, stop)
    expect((await partRow(here, stop)).status).toBe("fulfilled")
    expect(await flag("marketing_own", "use")).toBe(false)
    expect((await partRow(here, part.id)).status).toBe("received")

    const page = await as(here, await here.borrower(1), (ctx) => myRequest(ctx, part.number))
    expect(page.letters[0]).toMatchObject({ direction: "in", kind: "withdrawal", signed: true })
    const { bytes } = await inspect(SCAN)
    expect(page.documents).toMatchObject([{ size: bytes.length, name: expect.stringMatching(/\.png$/) }])
    const kept = await here.owner.query(
      "select method, signed_at from letters where registration = $1 and direction = 'in'",
      [part.number],
    )
    expect(kept.rows).toEqual([{ method: "paper", signed_at: part.receivedAt }])
  })

  it("of marketing may be said by phone; of the rest, as an erasure, a letter is needed with its scan", async () => {
    const part = await register({
      right: "withdrawal",
      choice: ["marketing_third"],
      words: "Реклама керек эмес.",
    })
    const { rows } = await here.owner.query(
      "select distinct event, method from consent_events where part_id = $1",
      [part.id],
    )
    expect(rows).toEqual([{ event: "withdrawn", method: "registered" }])
    expect(await refused({ right: "withdrawal", choice: ["contract"] })).toEqual({ channel: "letter_needed" })
    expect(await refused({ right: "withdrawal", choice: ["contract"], channel: "visit" })).toEqual({
      evidence: "scan_needed",
    })
    expect(await refused({ right: "withdrawal", choice: [] })).toEqual({ choice: "choose_one" })
    expect(await refused({ right: "erasure", choice: ["email"], channel: "email" })).toEqual({
      evidence: "scan_needed",
    })
  })
})

it("an erasure on paper has its plan from the live sources, as the person's own has", async () => {
  const part = await register({
    right: "erasure",
    channel: "paper",
    choice: ["all"],
    words: "",
    evidence: SCAN,
  })
  const { rows } = await here.owner.query(
    "select count(*)::int as n from plan_operations o join plans p on p.id = o.plan_id where p.part_id = $1",
    [part.id],
  )
  expect(rows[0].n).toBeGreaterThan(3)
})

describe("where the policy has divisions", () => {
  let srs: FolderDeployment
  beforeAll(async () => {
    srs = await folderDeployment("policies/srs-eservices")
  })
  afterAll(() => srs?.close())

  it("a request goes to the first that names its right or one of its categories", async () => {
    const who = await srs.staff("officer")
    const person = await srs.person("+996555400001")
    const common = { subject: person.actor.subjectId, evidence: SCAN }
    const question = await register(common, who, srs)
    const choice = ["vehicle_services"]
    const vehicle = await register({ ...common, right: "erasure", channel: "desk", choice }, who, srs)
    const page = (division: string | null) =>
      asSigned(srs.house, who, randomUUID(), (ctx) => queuePage(ctx, { view: "open", after: null, division }))
    const routed = (rows: { number: string; division: string | null }[]) =>
      Object.fromEntries(rows.map(({ number, division }) => [number, division]))
    expect(routed((await page(null)).rows)).toEqual({
      [question.number]: "portal_administration",
      [vehicle.number]: "vehicle_registration",
    })
    expect((await page("vehicle_registration")).rows.map(({ number }) => number)).toEqual([vehicle.number])
    expect((await page("property_registration")).rows).toEqual([])
    const found = await asSigned(srs.house, who, randomUUID(), (ctx) => findCase(ctx, vehicle.number))
    expect(found).toMatchObject({ channel: "desk", parts: [{ division: "vehicle_registration" }] })
  })

  it("and without divisions to none", async () => {
    const part = await register()
    const found = await as(here, officer, (ctx) => findCase(ctx, part.number))
    expect(found.parts[0]?.division).toBeNull()
  })
})

describe("a restriction asked for on paper", () => {
  it("holds at once by the scan of the letter, and is not taken by phone", async () => {
    const asked = { right: "restriction", choice: ["income"], words: "" }
    expect(await refused({ ...asked, channel: "phone" })).toEqual({ channel: "letter_needed" })
    const part = await register({ ...asked, channel: "paper", evidence: SCAN })
    await runSelfService(here.house, part.id)
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
    const { rows } = await here.lender.query(
      "select processing_restricted_scope as scope from core.customers where mobile_phone = '+996555000001'",
    )
    expect(rows).toEqual([{ scope: ["income"] }])
  })
})
