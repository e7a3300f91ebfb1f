import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { approvals, decisions, proposals } from "@/db/schema/decisions"
import { letters } from "@/db/schema/letters"
import { views } from "@/db/schema/oversight"
import { refusalOf } from "@/db/testing/refusal"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import type { Part } from "@/lib/requests/access"
import { approveProposal, retractProposal, sendBack } from "@/lib/requests/approve"
import { casePlan, findCase, partToShow } from "@/lib/requests/case"
import {
  caseHistory,
  caseLetters,
  caseName,
  caseProposal,
  caseThread,
  viewCase,
} from "@/lib/requests/case-file"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { decidePart } from "@/lib/requests/decide"
import { answerQuestion, askQuestion, cancelRequest, noteInternally, takePart } from "@/lib/requests/handle"
import { planNow } from "@/lib/requests/plan-now"
import { previewAnswer } from "@/lib/requests/preview-answer"
import { type OwnKeep, prepareProposal, proposeDecision } from "@/lib/requests/propose"
import type { PartScope } from "@/lib/requests/scope"
import { letterForStaff } from "@/lib/requests/staff-documents"

let world: World
let borrower: Signed<SubjectActor>
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>
let auditor: Signed<StaffActor>
let open: Part[] = []

const ERASE: PartScope = { right: "erasure", categories: ["email", "payments"] }

beforeAll(async () => {
  world = await openWorld()
  borrower = await world.borrower("+996555000002")
  officer = await world.colleague("officer", "Demo officer")
  approver = await world.colleague("approver", "Demo approver")
  auditor = await world.colleague("auditor")
})
afterAll(() => world?.end())

// One open request at a time: no erasure is decided beside another of the same person.
beforeEach(async () => {
  for (const { id } of open) {
    await world.owner.query("alter table request_parts disable trigger user")
    await world.owner.query("update request_parts set status = 'cancelled' where id = $1", [id])
    await world.owner.query("alter table request_parts enable trigger user")
  }
  open = []
})

async function ask(scope: PartScope = ERASE, value?: string): Promise<Part> {
  const part = await world.ask(borrower, scope, value)
  open.push(part)
  return part
}

const take = async (part: Part, who = officer) =>
  world.as(who, (ctx) => takePart(ctx, { part: part.id, version: part.version }))

type Choice = { keeps?: OwnKeep[]; refusal?: { ground: string; reason: string } | null; explanation?: string }

async function propose(part: Part, choice: Choice = {}, who = officer): Promise<Part> {
  const input = { part: part.id, version: part.version, keeps: [], refusal: null, explanation: "", ...choice }
  const prepared = await prepareProposal(world.house, who, input)
  return world.as(who, (ctx) => proposeDecision(ctx, input, prepared))
}

const approve = (part: Part, who = approver) =>
  world.as(who, (ctx) => approveProposal(ctx, { part: part.id, version: part.version }))

it("a page seen before somebody moved the part does nothing, and says so", async () => {
  const part = await ask()
  const taken = await take(part)
  const shown = await world.as(auditor, (ctx) => findCase(ctx, part.number))
  expect(shown.parts[0]).toMatchObject({
    status: "working",
    assignedTo: officer.actor.accountId,
    assignee: "Demo officer",
  })
  await expect(take(part)).rejects.toThrow(Conflict)
  const stale = { part: part.id, version: part.version, body: "Кайсы дарек?" }
  await expect(world.as(officer, (ctx) => askQuestion(ctx, stale))).rejects.toThrow(Conflict)
  await expect(propose(part)).rejects.toThrow(Conflict)
  const other = await world.colleague("officer", "Demo deputy")
  expect((await take(taken, other)).assignedTo).toBe(other.actor.accountId)
})

it("nothing is kept or refused without a coded ground and words: not in the verb, not in the database", async () => {
  const part = await take(await ask())
  const keep = { on: "email", ground: "AML_5Y", reason: "Текшерүү жүрүп жатат", untilOn: "2030-01-01" }
  for (const wrong of [
    { ground: "" },
    { reason: "  " },
    { ground: "NO_SUCH" },
    { ground: "IDENTITY_NOT_PROVEN" },
  ]) {
    await expect(propose(part, { keeps: [{ ...keep, ...wrong }] })).rejects.toThrow(Invalid)
  }
  for (const refusal of [
    { ground: "", reason: "эмнедир" },
    { ground: "IDENTITY_NOT_PROVEN", reason: "" },
    { ground: "AML_5Y", reason: "эмнедир" },
  ]) {
    await expect(propose(part, { refusal })).rejects.toThrow(Invalid)
  }
  const proposed = await propose(part, { keeps: [keep] })
  const rows = await world.as(officer, (ctx) =>
    ctx.db.select().from(decisions).where(eq(decisions.partId, part.id)),
  )
  expect(rows.find(({ item }) => item === "email")).toMatchObject({
    outcome: "keep",
    ground: "AML_5Y",
    untilOn: "2030-01-01",
  })
  const proposalId = rows[0]?.proposalId ?? ""
  for (const outcome of ["keep", "refuse", "partly"]) {
    const bare = { proposalId, partId: part.id, subjectId: part.subjectId, item: "name", outcome }
    expect(await refusalOf(world.as(officer, (ctx) => ctx.db.insert(decisions).values(bare)))).toBe("23514")
    const grounded = { ...bare, ground: "AML_5Y", law: "87", reason: Buffer.from("x") }
    await world.as(officer, (ctx) => ctx.db.insert(decisions).values(grounded))
  }
  expect(
    await world.as(officer, (ctx) => retractProposal(ctx, { part: part.id, version: proposed.version })),
  ).toMatchObject({ status: "working" })
})

it("who wrote a version never approves it: not in the verb, not in the database, whatever their role became", async () => {
  const turncoat = await world.colleague("officer", "Demo turncoat")
  const first = await propose(await take(await ask()), {}, turncoat)
  const back = await world.as(approver, (ctx) =>
    sendBack(ctx, { part: first.id, version: first.version, reason: "Жеткиликсиз" }),
  )
  const second = await propose(back)
  const promoted = await world.became(turncoat, { role: "approver" })
  await expect(approve(second, promoted)).rejects.toMatchObject({ code: "own_proposal" })
  const [newest] = await world.as(approver, (ctx) =>
    ctx.db.select({ id: proposals.id }).from(proposals).where(sql`part_id = ${second.id} and version = 2`),
  )
  const byHand = (who: Signed<StaffActor>) => (ctx: Ctx<StaffActor>) =>
    ctx.db.insert(approvals).values({
      proposalId: newest?.id ?? "",
      partId: second.id,
      subjectId: second.subjectId,
      approverId: who.actor.accountId,
    })
  expect(await refusalOf(world.as(promoted, byHand(promoted)))).toBe("UK001")
  expect(await refusalOf(world.as(officer, byHand(officer)))).toMatch(/UK001|42501/)
  expect(await refusalOf(world.as(promoted, byHand(approver)))).toBe("42501")
  const forced = world.as(promoted, (ctx) =>
    ctx.db.execute(sql`update request_parts set status = 'fulfilling' where id = ${second.id}`),
  )
  expect(await refusalOf(forced)).toBe("UK002")
  expect(await approve(second)).toMatchObject({ status: "fulfilling" })
})

it("of two approvers at the same moment one wins, and one letter goes out", async () => {
  const part = await propose(await take(await ask()))
  const other = await world.colleague("approver", "Demo second approver")
  const both = await Promise.allSettled([approve(part), approve(part, other)])
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  const lost = both.find((each) => each.status === "rejected")
  expect(lost?.reason).toBeInstanceOf(Conflict)
  const sent = await world.as(auditor, (ctx) =>
    ctx.db.select().from(letters).where(eq(letters.partId, part.id)),
  )
  expect(sent.filter(({ kind }) => kind === "decision").length).toBe(1)
})

it("an auditor reads the case and changes nothing; a steward sees it without anything personal", async () => {
  const part = await take(await ask())
  await world.as(officer, (ctx) => noteInternally(ctx, { part: part.id, body: "Ички сөз" }))
  const read = await world.as(auditor, async (ctx) => {
    const found = await findCase(ctx, part.number)
    await viewCase(ctx, found)
    return {
      name: await caseName(ctx, found),
      letters: await caseLetters(ctx, found),
      thread: await caseThread(ctx, found),
    }
  })
  expect(read.name).toBe("Тестова Бермет")
  expect(read.letters[0]?.text).toContain("Тестова Бермет")
  expect(read.thread).toMatchObject([{ internal: true, body: "Ички сөз", author: "Demo officer" }])
  await expect(take(part, auditor)).rejects.toThrow(Forbidden)
  await expect(world.as(auditor, (ctx) => noteInternally(ctx, { part: part.id, body: "x" }))).rejects.toThrow(
    Forbidden,
  )
  const touched = await world.as(auditor, (ctx) =>
    ctx.db.execute(sql`update request_parts set assigned_to = null where id = ${part.id}`),
  )
  expect(touched.rowCount).toBe(0)

  const steward = await world.colleague("steward")
  const seen = await world.as(steward, async (ctx) => {
    const found = await findCase(ctx, part.number)
    await expect(viewCase(ctx, found)).rejects.toThrow(Forbidden)
    const shown = partToShow(found, part.id)
    return { found, plan: await casePlan(ctx, part.id, false), history: await caseHistory(ctx, shown, false) }
  })
  expect(seen.plan?.lines.length).toBeGreaterThan(0)
  expect(seen.history.map(({ note }) => note)).toEqual([null, null])
  expect(JSON.stringify(seen, (key, value) => (key === "inForce" ? undefined : value))).not.toContain(
    "Бермет",
  )
  await expect(world.as(steward, (ctx) => findCase(ctx, "2001-000001"))).rejects.toThrow(NotFound)
})

it("opening a case leaves one view in half an hour, and each download one more", async () => {
  const part = await ask()
  const viewsOf = (who: Signed<StaffActor>) =>
    world.as(auditor, (ctx) =>
      ctx.db
        .select()
        .from(views)
        .where(sql`request_id = ${part.requestId} and staff_id = ${who.actor.accountId}`),
    )
  const look = () => world.as(officer, async (ctx) => viewCase(ctx, await findCase(ctx, part.number)))
  await look()
  await look()
  expect(await viewsOf(officer)).toMatchObject([
    { categories: ["name", "patronymic", "pin", "mobile_phone", "email"], role: "officer", unit: "demo" },
  ])
  const [letter] = await world.as(auditor, (ctx) =>
    ctx.db.select({ id: letters.id }).from(letters).where(eq(letters.partId, part.id)),
  )
  const taken = await world.as(officer, (ctx) => letterForStaff(ctx, letter?.id ?? ""))
  expect(taken).toMatchObject({ registration: part.number, letter: { direction: "incoming" } })
  expect((await viewsOf(officer)).length).toBe(2)
  const steward = await world.colleague("steward")
  await expect(world.as(steward, (ctx) => letterForStaff(ctx, letter?.id ?? ""))).rejects.toThrow(Forbidden)
  await expect(world.as(officer, (ctx) => letterForStaff(ctx, randomUUID()))).rejects.toThrow(NotFound)
})

it("the history holds every step with who took it, and the letter sent is the letter that was checked", async () => {
  const taken = await take(await ask())
  const asked = await world.as(officer, (ctx) =>
    askQuestion(ctx, { part: taken.id, version: taken.version, body: "Кайсы почта?" }),
  )
  const answered = await asSigned(world.house, borrower, randomUUID(), (ctx) =>
    answerQuestion(ctx, { part: taken.id, body: "Ушул почта" }),
  )
  expect([asked.status, answered.status]).toEqual(["waiting", "working"])
  const first = await propose(answered)
  await expect(
    world.as(approver, (ctx) => sendBack(ctx, { part: first.id, version: first.version, reason: " " })),
  ).rejects.toThrow(Invalid)
  const back = await world.as(approver, (ctx) =>
    sendBack(ctx, { part: first.id, version: first.version, reason: "Тактаңыз" }),
  )
  const input = {
    part: back.id,
    version: back.version,
    keeps: [],
    refusal: null,
    explanation: "Түшүндүрмө",
    alone: false,
  }
  const prepared = await prepareProposal(world.house, officer, input)
  const preview = await world.as(officer, (ctx) => previewAnswer(ctx, input, prepared))
  const second = await world.as(officer, (ctx) => proposeDecision(ctx, input, prepared))
  await approve(second)
  const shown = await world.as(auditor, async (ctx) => {
    const found = await findCase(ctx, second.number)
    const part = partToShow(found, undefined)
    return {
      history: await caseHistory(ctx, part, true),
      letters: await caseLetters(ctx, found),
      proposal: await caseProposal(ctx, part),
    }
  })
  expect(shown.history.map(({ event, from, to, by, actor }) => [event, from, to, by, actor])).toEqual([
    ["submit", "draft", "received", "subject", null],
    ["confirm", "received", "working", "staff", "Demo officer"],
    ["ask", "working", "waiting", "staff", "Demo officer"],
    ["answer", "waiting", "working", "subject", null],
    ["propose", "working", "proposed", "staff", "Demo officer"],
    ["send_back", "proposed", "working", "staff", "Demo approver"],
    ["propose", "working", "proposed", "staff", "Demo officer"],
    ["approve", "proposed", "fulfilling", "staff", "Demo approver"],
  ])
  expect(shown.history.find(({ event }) => event === "send_back")?.note).toBe("Тактаңыз")
  const sent = shown.letters.find(({ kind }) => kind === "decision")
  expect(sent).toMatchObject({ hash: preview.hash, text: preview.text })
  expect(sent?.text).toContain("Түшүндүрмө")
  expect(shown.proposal).toMatchObject({
    kind: "fulfil",
    author: "Demo officer",
    approver: "Demo approver",
    letter: preview.text,
  })
})

it("an officer decides alone only what can be undone; erasing goes to a second person", async () => {
  const alone = (part: Part) => ({
    part: part.id,
    version: part.version,
    keeps: [],
    refusal: null,
    explanation: "",
    alone: true,
  })
  const erasure = await take(await ask())
  const erase = await prepareProposal(world.house, officer, alone(erasure))
  await expect(world.as(officer, (ctx) => previewAnswer(ctx, alone(erasure), erase))).rejects.toMatchObject({
    code: "needs_approver",
  })
  await expect(world.as(officer, (ctx) => decidePart(ctx, alone(erasure), erase))).rejects.toMatchObject({
    code: "needs_approver",
  })
  const other = await world.borrower("+996555000004")
  const part = await take(
    await world.ask(
      other,
      { right: "rectification", category: "marital_status", field: "marital_status" },
      "widowed",
    ),
  )
  const correct = await prepareProposal(world.house, officer, alone(part))
  await expect(world.as(approver, (ctx) => decidePart(ctx, alone(part), correct))).rejects.toThrow(Forbidden)
  expect(await world.as(officer, (ctx) => decidePart(ctx, alone(part), correct))).toMatchObject({
    status: "fulfilling",
  })
  const { rows } = await world.owner.query("select * from graphile_worker.jobs where key = $1", [
    `fulfil:${part.id}`,
  ])
  expect(rows.length).toBe(1)
})

it("a withdrawal is never refused; a refusal of an erasure closes with its ground and the appeal route", async () => {
  const withdrawal = await take(
    await ask({ right: "withdrawal", purposes: [{ purpose: "marketing_own", operations: ["use"] }] }),
  )
  await expect(
    propose(withdrawal, { refusal: { ground: "IDENTITY_NOT_PROVEN", reason: "x" } }),
  ).rejects.toThrow(NotAllowedNow)
  const now = await planNow(world.house, officer, withdrawal.id)
  expect(now.changed).toBe(false)
  const erasure = await take(await ask())
  const proposed = await propose(erasure, {
    refusal: { ground: "IDENTITY_NOT_PROVEN", reason: "Өкүлдүн ишеним каты жок" },
  })
  expect(await approve(proposed)).toMatchObject({ status: "refused" })
  const found = await world.as(auditor, (ctx) => findCase(ctx, erasure.number))
  expect(found.parts[0]).toMatchObject({
    status: "refused",
    ground: "IDENTITY_NOT_PROVEN",
    outcome: "refused",
  })
  const sent = await world.as(auditor, (ctx) => caseLetters(ctx, found))
  expect(sent.at(-1)?.text).toContain("Өкүлдүн ишеним каты жок")
})

it("what the person took back can no longer be decided", async () => {
  const part = await take(await ask())
  await asSigned(world.house, borrower, randomUUID(), (ctx) =>
    cancelRequest(ctx, { part: part.id, version: part.version }),
  )
  await expect(propose(part)).rejects.toThrow(Conflict)
  await expect(propose({ ...part, version: part.version + 1 })).rejects.toThrow(NotAllowedNow)
})
