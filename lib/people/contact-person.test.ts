import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { Forbidden, Invalid, NotFound, TooMany } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { beginContact, finishContact, sendContactCode } from "@/lib/people/contact-person"
import { openSession, whoIs } from "@/lib/people/sessions"
import { finishSignUp } from "@/lib/people/sign-up"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { readCategory } from "@/lib/records/read-category"
import { openReading } from "@/lib/records/reading"
import { removalsIn } from "@/lib/records/removals"
import { approveProposal, resumeFulfilment } from "@/lib/requests/approve"
import { prepareErasure } from "@/lib/requests/prepare-choice"
import { prepareWords } from "@/lib/requests/prepare-words"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { as, partRow, proposeFor } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const HERE = { agent: "a browser", address: "192.0.2.7" }
const PHONE = "+996700900001"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
  await here.lender.query(`insert into core.contact_persons (id, customer_id, full_name, relation, phone, added_at) values
    (900001, 1, 'Сынакова Айгүл', 'relative', '${PHONE}', '2025-03-01T10:00:00Z'),
    (900002, 2, 'Айгүл эже', 'acquaintance', '0700900001', '2025-04-01T10:00:00Z'),
    (900003, 1, 'Сынаков Бакыт', 'relative', '+996700900002', '2025-03-01T10:00:00Z'),
    (900004, 3, 'Сынаков Чыңгыз', 'relative', '+996700900004', '2025-03-01T10:00:00Z')`)
})
afterAll(() => here.close())

const begin = (phone: string) => beginContact(here.house, { phone, locale: "ky" }, HERE)
const map = async () => (await as(here, await here.staff("officer"), (ctx) => inForce(ctx.db))).dataMap
const finish = async (entry: string, code: string) =>
  finishContact(here.house, await map(), { entry, code, locale: "ky" })

/** Runs the job and says what went out. */
async function codeFor(entry: string): Promise<{ code: string; to: string; channel: string }> {
  await sendContactCode(here.house, entry)
  const { rows } = await here.owner.query("select * from outbox where key_owner = $1", [entry])
  expect(rows.length).toBe(1)
  const owner = { id: entry, purpose: "data" } as const
  const { id, channel, parameters, recipient } = rows[0]
  const opened = await here.house.vault.open(owner, `outbox.parameters|${id}`, parameters)
  const to = await here.house.vault.open(owner, `outbox.recipient|${id}`, recipient)
  return { code: JSON.parse(opened.toString()).code, to: to.toString(), channel }
}

async function enter(phone: string): Promise<Signed<SubjectActor>> {
  const entry = await begin(phone)
  const id = await finish(entry, (await codeFor(entry)).code)
  const answer = await whoIs(here.house, await openSession(here.house, { id, kind: "subject" }, 1, HERE))
  if (answer.is !== "actor") throw new Error("nobody came in")
  return answer.signed as Signed<SubjectActor>
}

const heldOf = async (who: Signed<SubjectActor>, category = "contact_persons") => {
  const reading = await openReading(here.house, who, who.actor.subjectId)
  return (await readCategory(reading, category)).records
}

async function askErasure(who: Signed<SubjectActor>, ticked = ["contact_persons"]) {
  const intent = await prepareErasure(here.house, who, ticked)
  const ready = await readyToSign(here.house, who, { intent })
  return as(here, who, (ctx) => signRequest(ctx, ready))
}

test("a code goes to any number, known or not; a wrong one five times ends it, and numbers are counted", async () => {
  expect(await fieldsOf(begin("call me"))).toEqual({ phone: { code: "phone_shape" } })
  const entry = await begin("0700 123 456")
  const { code, to, channel } = await codeFor(entry)
  expect({ to, channel }).toEqual({ to: "+996700123456", channel: "sms" })
  const wrong = code === "000000" ? "000001" : "000000"
  for (let n = 0; n < 5; n++)
    expect(await fieldsOf(finish(entry, wrong))).toEqual({ code: { code: "wrong_code" } })
  expect(await fieldsOf(finish(entry, code))).toEqual({ code: { code: "code_expired" } })

  const other = await begin("0700 123 456")
  const right = (await codeFor(other)).code
  // A code of this flow opens no customer's account.
  const signUp = { signUp: other, code: right, password: "жайкы күн, ак булут", locale: "ky" } as const
  expect(await fieldsOf(finishSignUp(here.house, signUp))).toEqual({ code: { code: "wrong_code" } })
  const account = await finish(other, right)
  expect(await fieldsOf(finish(other, right))).toEqual({ code: { code: "code_expired" } })
  const again = await begin("0700 123 456")
  expect(await finish(again, (await codeFor(again)).code)).toBe(account)
  await expect(begin("0700 123 456")).rejects.toThrow(TooMany)

  // Nothing is held about this number, and that can be had in writing.
  const nobody = await enter("+996700123457")
  expect(await heldOf(nobody)).toEqual([])
  await expect(prepareErasure(here.house, nobody, ["contact_persons"])).rejects.toThrow(Invalid)
  const { intent } = await prepareWords(here.house, nobody, { right: "existence", about: [], words: "" })
  const ready = await readyToSign(here.house, nobody, { intent })
  const part = await as(here, nobody, (ctx) => signRequest(ctx, ready))
  expect(part).toMatchObject({ right: "existence", status: "received" })
})

test("a number two clients gave shows both places, neither client, and goes from both at its owner's word alone", async () => {
  const who = await enter(PHONE)
  expect(who.actor.reach).toBe("contact")
  const records = await heldOf(who)
  expect(records.map(({ items }) => items.find(({ field }) => field === "full_name")?.value)).toEqual([
    "Сынакова Айгүл",
    "Айгүл эже",
  ])
  const all = JSON.stringify(records)
  expect(all).not.toContain("Сынаков Бакыт")
  expect(
    records
      .flatMap(({ items }) => items.map(({ origin }) => origin.by))
      .every((by) => by === "another_client"),
  ).toBe(true)
  // Nothing of the clients is in reach: no other category, no act that is not theirs.
  expect(
    await heldOf(who, "mobile_phone").then((found) =>
      found.flatMap(({ items }) => items).map(({ source }) => source),
    ),
  ).toEqual(["portal"])
  expect(may(who.actor, "consent.stop")).toBe(false)
  await expect(
    prepareWords(here.house, who, { right: "claim", about: [], words: "Кайтаргыла" }),
  ).rejects.toThrow(NotFound)

  const part = await askErasure(who)
  const { rows } = await here.owner.query("select asked_by, channel from requests where id = $1", [
    part.requestId,
  ])
  expect(rows).toEqual([{ asked_by: "contact_person", channel: "cabinet" }])
  const proposed = await proposeFor(here, part)
  const officer = await here.staff("officer")
  await expect(
    as(here, officer, (ctx) => approveProposal(ctx, { part: proposed.id, version: proposed.version })),
  ).rejects.toThrow(Forbidden)
  const approver = await here.staff("approver")
  await as(here, approver, (ctx) => approveProposal(ctx, { part: proposed.id, version: proposed.version }))
  await fulfilPart(here.house, part.id)
  expect((await partRow(here, part.id)).status).toBe("fulfilled")
  const left = await here.lender.query(
    "select id::int from core.contact_persons where id > 900000 order by 1",
  )
  expect(left.rows).toEqual([{ id: 900003 }, { id: 900004 }])
  expect(await heldOf(who)).toEqual([])

  // Both clients see that it was so, and no more; a third sees nothing.
  for (const [n, times] of [
    [1, 1],
    [2, 1],
    [3, 0],
  ] as const) {
    const borrower = await here.borrower(n)
    expect((await as(here, borrower, (ctx) => removalsIn(ctx, "contact_persons"))).length).toBe(times)
    const secret = as(here, borrower, (ctx) => ctx.db.execute("select part_id from contact_removals"))
    await expect(secret).rejects.toThrow()
  }
})

test("a hold on a client's record keeps the contact in it until the hold ends", async () => {
  const who = await enter("+996700900004")
  const part = await askErasure(who)
  const proposed = await proposeFor(here, part)
  await as(here, await here.staff("approver"), (ctx) =>
    approveProposal(ctx, { part: proposed.id, version: proposed.version }),
  )
  const borrower = await here.borrower(3)
  const officer = await here.staff("officer")
  const hold = await here.owner.query(
    "insert into holds (subject_id, ground, set_by, review_on) values ($1, 'LEGAL_HOLD', $2, current_date + 30) returning id",
    [borrower.actor.subjectId, officer.actor.accountId],
  )
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "hold" })
  expect(await as(here, borrower, (ctx) => removalsIn(ctx, "contact_persons"))).toEqual([])
  await here.owner.query("update holds set ended_at = now() where id = $1", [hold.rows[0].id])
  const { version } = await partRow(here, part.id)
  await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version }))
  await fulfilPart(here.house, part.id)
  expect((await partRow(here, part.id)).status).toBe("fulfilled")
})

test("the database lets a contact person ask in no other capacity, and nothing the policy does not give them", async () => {
  const who = await enter("+996700900002")
  const { actor } = who
  const insert = (askedBy: string) =>
    as(here, who, (ctx) =>
      ctx.db.execute(
        `insert into requests (id, subject_id, requester_id, channel, language, received_at, asked_by) values ('${randomUUID()}', '${actor.subjectId}', '${actor.accountId}', 'cabinet', 'ky', now(), '${askedBy}')`,
      ),
    )
  await expect(insert("subject")).rejects.toMatchObject({ code: "UK004" })
  await expect(insert("contact_person")).resolves.toBeTruthy()
  const part = await askErasure(who)
  const copied = as(here, who, (ctx) =>
    ctx.db.execute(
      `insert into request_parts (id, request_id, subject_id, right_code, kind, scope, profile_id, edition_id, data_map_id, calendar_id, status, received_at, due_at, due_on, due_steps)
       select gen_random_uuid(), request_id, subject_id, 'claim', 'answer', scope, profile_id, edition_id, data_map_id, calendar_id, 'received', received_at, due_at, due_on, due_steps from request_parts where id = '${part.id}'`,
    ),
  )
  await expect(copied).rejects.toMatchObject({ code: "UK004" })
  const borrower = await here.borrower(1)
  const forged = as(here, borrower, (ctx) =>
    ctx.db.execute(
      `insert into requests (id, subject_id, requester_id, channel, language, received_at, asked_by) values ('${randomUUID()}', '${borrower.actor.subjectId}', '${borrower.actor.accountId}', 'cabinet', 'ky', now(), 'contact_person')`,
    ),
  )
  await expect(forged).rejects.toMatchObject({ code: "UK004" })
})

test("a number nobody came in by for long opens a new account, to whom what was asked before stays closed", async () => {
  const before = await enter("+996700900005")
  await here.owner.query("update sessions set seen_at = now() - interval '91 days' where account_id = $1", [
    before.actor.accountId,
  ])
  const after = await enter("+996700900005")
  expect(after.actor.accountId).not.toBe(before.actor.accountId)
  expect(after.actor.subjectId).not.toBe(before.actor.subjectId)
  expect((await whoIs(here.house, before.token)).is).toBe("none")
})
