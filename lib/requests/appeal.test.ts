import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import type { Part } from "@/lib/requests/access"
import { openBeside } from "@/lib/requests/access"
import { refusedErasure } from "@/lib/requests/appeal.fixture"
import { approveProposal } from "@/lib/requests/approve"
import { findCase, partToShow } from "@/lib/requests/case"
import { caseLetters, caseProposal } from "@/lib/requests/case-file"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { cancelRequest, noteInternally, takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { prepareAppeal } from "@/lib/requests/prepare-appeal"
import { prepareRegistration } from "@/lib/requests/prepare-registration"
import { proposeReply } from "@/lib/requests/propose-reply"
import { queuePage } from "@/lib/requests/queue"
import { registerRequest } from "@/lib/requests/register"
import { previewReply, type Reply, replyToPart } from "@/lib/requests/reply"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { typedAs } from "@/lib/testing/typed.fixture"

let world: World
let borrower: Signed<SubjectActor>
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>
let second: Signed<StaffActor>
let other: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld()
  borrower = await world.borrower("+996555000003")
  officer = await world.colleague("officer", "Demo officer")
  approver = await world.colleague("approver", "Demo approver")
  second = await world.colleague("officer", "Demo second officer")
  other = await world.colleague("approver", "Demo second approver")
})
afterAll(() => world?.end())

const seen = ({ id, version }: Part) => ({ part: id, version })
const mine = <T>(work: Parameters<typeof asSigned<SubjectActor, T>>[3]) =>
  asSigned(world.house, borrower, randomUUID(), work)

const refused = () => refusedErasure(world, { borrower, officer, approver })

const prepare = (part: Part, words = "") => prepareAppeal(world.house, borrower, { part: part.id, words })

async function appeal(part: Part, words = ""): Promise<Part> {
  const intent = await prepare(part, words)
  const ready = await readyToSign(world.house, borrower, { intent })
  return mine((ctx) => signRequest(ctx, ready))
}

const answer = (part: Part, change: Partial<Reply> = {}): Reply => ({
  ...seen(part),
  words: "Документ экинчи жолу окулду.",
  outcome: "overturned",
  ground: "",
  ...change,
})

async function propose(input: Reply, who = second): Promise<Part> {
  const { hash } = await world.as(who, (ctx) => previewReply(ctx, input))
  return world.as(who, (ctx) => proposeReply(ctx, { ...input, checked: hash }))
}

const forced = (who: Signed<StaffActor>, statement: string) =>
  refusalOf(world.as(who, (ctx) => ctx.db.execute(sql.raw(statement))))

it("an appeal opens with the decision, once, and its ready letter tells the facts of the file", async () => {
  const asked = await world.ask(borrower, { right: "erasure", categories: ["workplace"] })
  await expect(prepare(asked)).rejects.toMatchObject({ code: "appeal_too_early" })
  const byHand = `insert into request_parts (id, request_id, subject_id, right_code, kind, scope, profile_id, edition_id,
    data_map_id, calendar_id, status, received_at, due_at, due_on, due_steps, appeal_of)
    select gen_random_uuid(), request_id, subject_id, 'complaint', 'answer', scope, profile_id, edition_id, data_map_id,
    calendar_id, 'received', received_at, due_at, due_on, due_steps, id from request_parts where id = '${asked.id}'`
  expect(await forced(second, byHand)).toBe("UK005")
  await mine((ctx) => cancelRequest(ctx, seen(asked)))
  await expect(prepare(asked)).rejects.toMatchObject({ code: "appeal_cancelled" })

  const original = await refused()
  const stranger = await world.borrower("+996555000002")
  await expect(prepareAppeal(world.house, stranger, { part: original.id, words: "" })).rejects.toThrow(
    NotFound,
  )
  await expect(prepare(original, "с".repeat(4_001))).rejects.toThrow(Invalid)
  const twice = [await prepare(original), await prepare(original, "Паспортум ачык көрүнөт.")]
  const ready = await Promise.all(twice.map((intent) => readyToSign(world.house, borrower, { intent })))
  const both = await Promise.allSettled(ready.map((each) => mine((ctx) => signRequest(ctx, each))))
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  expect(both.find((each) => each.status === "rejected")?.reason).toMatchObject({ code: "appealed_already" })
  await expect(prepare(original)).rejects.toMatchObject({ code: "appealed_already" })

  const page = await mine((ctx) => myRequest(ctx, original.number))
  const [part] = page.parts
  expect(part).toMatchObject({ status: "refused", mayAppeal: false })
  const number = part?.appeal?.number ?? ""
  const appealed = await mine((ctx) => myRequest(ctx, number))
  expect(appealed.parts[0]?.original).toMatchObject({ part: original.id, number: original.number })
  const shown = await world.as(second, async (ctx) => caseLetters(ctx, await findCase(ctx, number)))
  for (const words of [original.number, "Электрондук дареги", "баш тартылды", "саясаттын 5.5(1)-пункту"])
    expect(shown[0]?.text).toContain(words)
  const { rows } = await world.as(second, (ctx) => queuePage(ctx, { view: "new", after: null }))
  expect(rows.find((row) => row.number === number)).toMatchObject({ against: original.number })
  await mine((ctx) => cancelRequest(ctx, { part: part?.appeal?.part ?? "", version: 1 }))
  expect(await mine((ctx) => myRequest(ctx, original.number))).toMatchObject({
    parts: [{ mayAppeal: true, appeal: null }],
  })
})

it("whoever acted on the decision takes no part in the appeal, in the verbs and in the database", async () => {
  const original = await refused()
  const asked = await appeal(original)
  await expect(world.as(officer, (ctx) => takePart(ctx, seen(asked)))).rejects.toMatchObject({
    code: "acted_before",
  })
  await expect(world.as(approver, (ctx) => takePart(ctx, seen(asked)))).rejects.toThrow(Forbidden)
  const mineNow = `update request_parts set assigned_to = '${officer.actor.accountId}' where id = '${asked.id}'`
  expect(await forced(second, mineNow)).toBe("UK005")
  await world.as(officer, (ctx) => noteInternally(ctx, { part: asked.id, body: "Делонун тарыхы ушундай" }))
  const barred = await world.as(officer, async (ctx) =>
    partToShow(await findCase(ctx, asked.number), asked.id),
  )
  expect(barred.barred).toBe("acted_before")

  const taken = await world.as(second, (ctx) => takePart(ctx, seen(asked)))
  const input = answer(taken)
  await expect(world.as(officer, (ctx) => previewReply(ctx, input))).rejects.toThrow(Forbidden)
  const { hash } = await world.as(second, (ctx) => previewReply(ctx, input))
  await expect(
    world.as(second, (ctx) => replyToPart(ctx, { ...input, checked: hash })),
  ).rejects.toMatchObject({ code: "needs_approver" })
  expect(
    await forced(
      second,
      `update request_parts set status = 'fulfilled', outcome = 'overturned' where id = '${asked.id}'`,
    ),
  ).toMatch(/UK00[45]/)
  const proposed = await propose(input)
  expect(proposed.status).toBe("proposed")
  await expect(world.as(approver, (ctx) => approveProposal(ctx, seen(proposed)))).rejects.toMatchObject({
    code: "acted_before",
  })
  const [proposal] = (await world.owner.query("select id from proposals where part_id = $1", [asked.id])).rows
  const approval = `insert into approvals (proposal_id, part_id, subject_id, approver_id)
    values ('${proposal.id}', '${asked.id}', '${asked.subjectId}', '${approver.actor.accountId}')`
  expect(await forced(approver, approval)).toBe("UK005")
  expect(
    await forced(
      other,
      `update request_parts set status = 'fulfilled', outcome = 'confirmed', ground = 'X' where id = '${asked.id}'`,
    ),
  ).toBe("UK002")

  const closed = await world.as(other, (ctx) => approveProposal(ctx, seen(proposed)))
  expect(closed.status).toBe("fulfilled")
  const found = await world.as(second, (ctx) => findCase(ctx, asked.number))
  expect(found.parts.map(({ right, status, outcome }) => ({ right, status, outcome }))).toEqual([
    { right: "complaint", status: "fulfilled", outcome: "overturned" },
    { right: "erasure", status: "received", outcome: null },
  ])
  expect(found.parts[1]?.scope).toEqual({ right: "erasure", categories: ["email"] })
  expect(await mine((ctx) => myRequest(ctx, original.number))).toMatchObject({ status: "refused" })
  const sent = await world.as(second, async (ctx) => caseLetters(ctx, found))
  expect(sent.at(-1)?.text).toContain("чечим жокко чыгарылды")
  expect(await forced(second, `update request_parts set appeal_of = null where id = '${asked.id}'`)).toMatch(
    /UK005|42501/,
  )
  await expect(prepare(closed)).rejects.toMatchObject({ code: "appeal_of_appeal" })
  for (const part of found.parts.slice(1))
    await mine((ctx) => cancelRequest(ctx, { part: part.id, version: part.version }))
})

it("a decision stands, or stands in part, only on a coded ground with words, and nothing opens anew", async () => {
  const asked = await appeal(await refused())
  const taken = await world.as(second, (ctx) => takePart(ctx, seen(asked)))
  for (const wrong of [{ ground: "" }, { ground: "AML_5Y_NOT" }, { words: " " }])
    await expect(propose(answer(taken, { outcome: "confirmed", ...wrong }))).rejects.toThrow(Invalid)
  await expect(propose(answer(taken, { outcome: "upheld" }))).rejects.toThrow(Invalid)
  const proposed = await propose(answer(taken, { outcome: "confirmed", ground: "IDENTITY_NOT_PROVEN" }))
  const told = await world.as(other, async (ctx) =>
    caseProposal(ctx, partToShow(await findCase(ctx, asked.number), asked.id)),
  )
  expect(told).toMatchObject({
    kind: "reply",
    decisions: [{ outcome: "refuse", ground: "IDENTITY_NOT_PROVEN", reason: "Документ экинчи жолу окулду." }],
  })
  await world.as(other, (ctx) => approveProposal(ctx, seen(proposed)))
  const found = await world.as(second, (ctx) => findCase(ctx, asked.number))
  expect(found.parts).toMatchObject([
    { status: "fulfilled", outcome: "confirmed", ground: "IDENTITY_NOT_PROVEN" },
  ])
  expect(await forced(second, `update request_parts set ground = null where id = '${asked.id}'`)).toBe(
    "UK004",
  )
})

it("an overdue part is appealed against while it is open, and is not held up by that; other erasures are", async () => {
  const late = await world.ask(borrower, { right: "erasure", categories: ["email"] })
  // A due date is never brought forward, so time is turned back past the triggers.
  await world.owner.query(`begin; set local session_replication_role = replica;
    update request_parts set due_at = now() - interval '1 day' where id = '${late.id}'; commit`)
  const asked = await appeal(late)
  const beside = await world.ask(borrower, { right: "erasure", categories: ["workplace"] })
  expect(await world.as(second, (ctx) => openBeside(ctx, late))).toBe(0)
  expect(await world.as(second, (ctx) => openBeside(ctx, { ...late, status: "deferred" }))).toBe(1)
  expect(await world.as(second, (ctx) => openBeside(ctx, beside))).toBe(1)
  const taken = await world.as(second, (ctx) => takePart(ctx, seen(asked)))
  const proposed = await propose(answer(taken, { words: "Кечигип калдык, бүгүн карайбыз." }))
  await world.as(other, (ctx) => approveProposal(ctx, seen(proposed)))
  const found = await world.as(second, (ctx) => findCase(ctx, asked.number))
  expect(found.parts.length).toBe(1)
  expect(await world.as(second, (ctx) => openBeside(ctx, beside))).toBe(0)
  for (const part of [late, beside]) await mine((ctx) => cancelRequest(ctx, seen(part)))
})

it("staff enter an appeal that came otherwise, against the very part, with its clock from receipt", async () => {
  const original = await refused()
  const entered = {
    subject: borrower.actor.subjectId,
    right: "complaint",
    channel: "phone",
    received: { ...typedAs(dayIn(new Date(), "Asia/Bishkek")), time: "00:01" },
    language: "ru",
    choice: [],
    words: "",
    evidence: null,
  }
  await expect(prepareRegistration(world.house, officer, entered)).rejects.toThrow(Invalid)
  const against = { ...entered, words: "Макул эмесмин деди.", appeal: original.id }
  await expect(prepareRegistration(world.house, officer, { ...against, right: "question" })).rejects.toThrow(
    NotFound,
  )
  const ready = await prepareRegistration(world.house, officer, against)
  const part = await world.as(officer, (ctx) => registerRequest(ctx, ready))
  await expect(world.as(officer, (ctx) => registerRequest(ctx, ready))).rejects.toThrow(NotAllowedNow)
  expect(part).toMatchObject({ right: "complaint", appealOf: original.id })
  const found = await world.as(second, (ctx) => findCase(ctx, part.number))
  const [letter] = await world.as(second, (ctx) => caseLetters(ctx, found))
  expect(letter?.text).toContain(
    `Я не согласен (не согласна) с решением по моему обращению № ${original.number}`,
  )
  await expect(world.as(officer, (ctx) => takePart(ctx, seen(part)))).rejects.toThrow(Forbidden)
  expect(await world.as(second, (ctx) => takePart(ctx, seen(part)))).toMatchObject({ status: "working" })
})
