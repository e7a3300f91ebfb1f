import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { withoutPolicies } from "@/db/testing/without-policies"
import type { Ctx, Signed, StaffActor, SubjectActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotFound } from "@/lib/errors"
import { stepsOf } from "@/lib/fulfilment/steps"
import { findPeople, pseudonyms } from "@/lib/oversight/find-people"
import { recordView } from "@/lib/oversight/record-view"
import { staffLoginPlace } from "@/lib/people/invitations"
import type { Part } from "@/lib/requests/access"
import { approveProposal, sendBack } from "@/lib/requests/approve"
import { approversOf, isPutTo, putToOutside, withoutAnybody } from "@/lib/requests/approvers"
import { findCase } from "@/lib/requests/case"
import { caseLetters, caseProposal, viewCase } from "@/lib/requests/case-file"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { noteInternally, takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { findRequests, queuePage } from "@/lib/requests/queue"
import { setHold } from "@/lib/requests/set-hold"

let world: World
let alice: Signed<SubjectActor>
let bob: Signed<SubjectActor>
let officer: Signed<StaffActor>
let administrator: Signed<StaffActor>
let outsider: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld(10)
  alice = await world.borrower("+996555000001")
  bob = await world.borrower("+996555000002")
  officer = await world.colleague("officer", "Demo officer")
  administrator = await world.colleague("administrator")
})
afterAll(() => world?.end())

async function fromOutside(name: string): Promise<Signed<StaffActor>> {
  const signed = await world.became(await world.colleague("approver", name), { outside: true })
  const { accountId } = signed.actor
  const { vault } = world.house
  await world.owner.query(
    "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', $2, $3)",
    [
      ...[accountId, vault.hash("email", "outsider@demo.example")],
      vault.sealOwn(staffLoginPlace(accountId), "outsider@demo.example"),
    ],
  )
  return signed
}

async function propose(part: Part): Promise<Part> {
  const taken =
    part.status === "received"
      ? await world.as(officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
      : part
  const input = { part: part.id, version: taken.version, keeps: [], refusal: null, explanation: "" }
  const prepared = await prepareProposal(world.house, officer, input)
  return world.as(officer, (ctx) => proposeDecision(ctx, input, prepared))
}

const told = async () =>
  (await world.owner.query("select 1 from outbox where template = 'put_to_you' and channel = 'email'"))
    .rowCount

const approve = (who: Signed<StaffActor>, part: Part) =>
  world.as(who, (ctx) => approveProposal(ctx, { part: part.id, version: part.version }))
const seenBy = async (who: Signed<StaffActor>) =>
  (await world.as(who, (ctx) => queuePage(ctx, { view: "second", after: null }))).rows.map(({ id }) => id)
const count = (who: Signed<StaffActor>, table: string) =>
  world.as(who, async (ctx) => (await ctx.db.execute(sql.raw(`select 1 from ${table}`))).rows.length)
const refused = (who: Signed<StaffActor>, work: (ctx: Ctx<StaffActor>) => Promise<unknown>) =>
  refusalOf(world.as(who, work))

it("where nobody may approve, that is said; one approver from outside gets it by itself, sees it alone and answers it", async () => {
  const other = await world.ask(bob, { right: "erasure", categories: ["email"] })
  const first = await propose(await world.ask(alice, { right: "erasure", categories: ["cookies"] }))
  expect(await world.as(officer, (ctx) => approversOf(ctx, first.id))).toEqual({ inside: 0, outside: [] })
  expect(await world.as(administrator, withoutAnybody)).toEqual({
    stuck: [{ part: first.id, number: first.number }],
    alone: [],
  })
  await expect(world.as(officer, withoutAnybody)).rejects.toThrow(Forbidden)

  outsider = await fromOutside("Demo outsider")
  expect(await seenBy(outsider)).toEqual([])
  await expect(approve(outsider, first)).rejects.toThrow(NotFound)
  const put = (who: Signed<StaffActor>, approver: string, part = first) =>
    world.as(who, (ctx) => putToOutside(ctx, { part: part.id, version: part.version, approver }))
  await expect(put(officer, officer.actor.accountId)).rejects.toThrow(Invalid)
  await expect(put(outsider, outsider.actor.accountId)).rejects.toThrow(Forbidden)
  await expect(put(officer, outsider.actor.accountId, { ...first, version: 99 })).rejects.toThrow(Conflict)
  await put(officer, outsider.actor.accountId)
  expect(await world.as(officer, (ctx) => isPutTo(ctx, first.id))).toBe("Demo outsider")
  expect((await world.as(administrator, withoutAnybody)).stuck).toEqual([])
  expect(await seenBy(outsider)).toEqual([first.id])
  expect(await told()).toBe(1)

  // The case put to them, and nothing else.
  const found = await world.as(outsider, (ctx) => findCase(ctx, first.number))
  await world.as(outsider, (ctx) => viewCase(ctx, found))
  expect(await world.as(outsider, (ctx) => caseLetters(ctx, found))).toHaveLength(1)
  const [part] = found.parts
  if (!part) throw new Error("a case has a part")
  expect(await world.as(outsider, (ctx) => caseProposal(ctx, part))).toMatchObject({ author: "Demo officer" })
  const isClosed = async () => {
    await expect(world.as(outsider, (ctx) => findCase(ctx, other.number))).rejects.toThrow(NotFound)
    expect(await world.as(outsider, (ctx) => findRequests(ctx, other.number))).toEqual([])
    expect(await seenBy(outsider)).toEqual([first.id])
    await expect(approve(outsider, other)).rejects.toThrow(NotFound)
    expect(await world.as(outsider, (ctx) => stepsOf(ctx, other.id))).toBeNull()
  }
  await isClosed()
  await withoutPolicies(world.owner, isClosed)
  await expect(world.as(outsider, (ctx) => findRequests(ctx, "Тестова"))).rejects.toThrow(Forbidden)
  await expect(world.as(outsider, (ctx) => findPeople(ctx, "+996555000002"))).rejects.toThrow(Forbidden)
  await expect(world.as(outsider, (ctx) => pseudonyms(ctx, [alice.actor.subjectId]))).rejects.toThrow(
    Forbidden,
  )
  const view = {
    subjectId: bob.actor.subjectId,
    categories: ["name"],
    requestNumber: null,
    reason: "from curiosity",
  }
  await expect(world.as(outsider, (ctx) => recordView(ctx, view))).rejects.toThrow(NotFound)
  await withoutPolicies(world.owner, () =>
    expect(world.as(outsider, (ctx) => recordView(ctx, view))).rejects.toThrow(NotFound),
  )
  const note = { part: first.id, body: "Текст" }
  await expect(world.as(outsider, (ctx) => noteInternally(ctx, note))).rejects.toThrow(Forbidden)
  const hold = {
    subject: alice.actor.subjectId,
    request: null,
    ground: "LEGAL_HOLD",
    scope: ["all"],
    secrecy: "",
  }
  const entered = { ...hold, review: { day: "1", month: "1", year: "2099" }, reason: "Сот иши боюнча" }
  await expect(world.as(outsider, (ctx) => setHold(ctx, entered))).rejects.toThrow(Forbidden)
  for (const table of ["requests", "request_parts", "letters", "subjects"])
    expect(await count(outsider, table), table).toBe(1)
  for (const table of ["source_identities", "search_terms", "disclosures"])
    expect(await count(outsider, table), table).toBe(0)

  // The database holds what they may write, too.
  const cell = "'\\x00'::bytea"
  const { subjectId } = alice.actor
  const byHand = (text: string) => refused(outsider, (ctx) => ctx.db.execute(sql.raw(text)))
  expect(
    await byHand(
      `insert into part_events (part_id, subject_id, event, from_status, to_status, actor_kind) values ('${first.id}', '${subjectId}', 'ask', 'proposed', 'waiting', 'staff')`,
    ),
  ).toBe("UK014")
  expect(
    await byHand(
      `insert into letters (id, subject_id, part_id, direction, kind, language, registration, content, text_hash) values ('${randomUUID()}', '${other.subjectId}', '${other.id}', 'out', 'decision', 'ky', 'r', ${cell}, ${cell})`,
    ),
  ).toBe("UK014")
  expect(
    await byHand(
      `insert into messages (id, request_id, subject_id, author_kind, body) values ('${randomUUID()}', '${first.requestId}', '${subjectId}', 'staff', ${cell})`,
    ),
  ).toBe("42501")

  const outbox = async () =>
    (await world.owner.query("select 1 from outbox where template = 'answered'")).rowCount
  const before = (await outbox()) ?? 0
  expect(await approve(outsider, first)).toMatchObject({ status: "fulfilling" })
  expect(await outbox()).toBe(before + 1)
  expect(await seenBy(outsider)).toEqual([])
  await expect(world.as(outsider, (ctx) => findCase(ctx, first.number))).rejects.toThrow(NotFound)
  expect(await count(outsider, "letters")).toBe(0)
})

it("a new proposal is put to the only approver there is, who may send it back and then sees it no more", async () => {
  const part = await propose(await world.ask(alice, { right: "erasure", categories: ["browser"] }))
  expect(await seenBy(outsider)).toEqual([part.id])
  expect(await told()).toBe(2)
  const back = await world.as(outsider, (ctx) =>
    sendBack(ctx, { part: part.id, version: part.version, reason: "Толугураак жазыңыз" }),
  )
  expect(back).toMatchObject({ status: "working" })
  expect(await seenBy(outsider)).toEqual([])
  await expect(approve(outsider, part)).rejects.toThrow(NotFound)

  const inside = await world.colleague("approver", "Demo approver")
  const again = await propose(back)
  expect(await world.as(officer, (ctx) => isPutTo(ctx, part.id))).toBeNull()
  expect(await seenBy(outsider)).toEqual([])
  await expect(approve(outsider, again)).rejects.toThrow(NotFound)
  expect(await approve(inside, again)).toMatchObject({ status: "fulfilling" })
})

it("what they do not see still stands in the way of what they approve", async () => {
  await world.owner.query(
    "update accounts set disabled_at = now() where id in (select account_id from staff where role = 'approver' and not outside)",
  )
  const part = await propose(await world.ask(bob, { right: "erasure", categories: ["workplace"] }))
  expect(await seenBy(outsider)).toEqual([part.id])
  await world.ask(bob, { right: "restriction", categories: ["workplace"] })
  await expect(approve(outsider, part)).rejects.toMatchObject({ code: "another_open" })
})
