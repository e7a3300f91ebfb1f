import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { letters, messages } from "@/db/schema/letters"
import { views } from "@/db/schema/oversight"
import { partEvents, requestParts } from "@/db/schema/requests"
import { refusalOf } from "@/db/testing/refusal"
import { withoutPolicies } from "@/db/testing/without-policies"
import type { Ctx, Signed, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { declareTie } from "@/lib/oversight/declare-tie"
import { endTie } from "@/lib/oversight/end-tie"
import { recordView } from "@/lib/oversight/record-view"
import { isRefusedView } from "@/lib/oversight/refuse-view"
import { listTies } from "@/lib/oversight/ties"
import type { Part } from "@/lib/requests/access"
import { approveProposal } from "@/lib/requests/approve"
import { assignPart } from "@/lib/requests/assign"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { askQuestion, noteInternally, takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { queuePage } from "@/lib/requests/queue"
import { setHold } from "@/lib/requests/set-hold"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const PHONE = "+996555000002"

let world: World
let person: Signed<SubjectActor>
let officer: Signed<StaffActor>
let relative: Signed<StaffActor>
let approver: Signed<StaffActor>
let administrator: Signed<StaffActor>
let part: Part

beforeAll(async () => {
  world = await openWorld(10)
  person = await world.borrower(PHONE)
  officer = await world.colleague("officer", "Demo officer")
  relative = await world.colleague("officer", "Demo relative")
  approver = await world.colleague("approver", "Demo approver")
  administrator = await world.colleague("administrator", "Demo administrator")
  part = await world.ask(person, { right: "erasure", categories: ["email"] })
})
afterAll(() => world?.end())

const seen = (now: Part = part) => ({ part: now.id, version: now.version })
const declare = (who: Signed<StaffActor>, known: string, kind = "relative") =>
  world.as(who, (ctx) => declareTie(ctx, { known, kind }))

/** The database's own word for why it refused. */
const refused = (
  who: Signed<StaffActor>,
  work: (ctx: Ctx<StaffActor>) => Promise<unknown>,
): Promise<string> => refusalOf(world.as(who, work))

it("what somebody declares frees what they had taken and closes the case to them: every verb, every view, every table", async () => {
  const fault = (known: string, kind = "relative") => fieldsOf(declare(relative, known, kind))
  expect(await fault("+996700000000")).toEqual({ known: { code: "nobody_found" } })
  expect(await fault("Бермет")).toEqual({ known: { code: "identifier_shape" } })
  expect(await fault(PHONE, "friend")).toEqual({ kind: { code: "choose_one" } })
  part = await world.as(relative, (ctx) => takePart(ctx, seen()))
  expect(await declare(relative, "0555 000 002")).toEqual({ declared: 1 })
  expect(await declare(relative, PHONE)).toEqual({ declared: 0 })
  const assigned = async () =>
    (await world.owner.query("select assigned_to from request_parts where id = $1", [part.id])).rows[0]
  expect(await assigned()).toEqual({ assigned_to: null })

  const tied = { code: "tied_case" }
  const { subjectId } = person.actor
  await expect(world.as(relative, (ctx) => takePart(ctx, seen()))).rejects.toMatchObject(tied)
  const words = { ...seen(), body: "Кайсы дарек?" }
  await expect(world.as(relative, (ctx) => askQuestion(ctx, words))).rejects.toMatchObject(tied)
  await expect(world.as(relative, (ctx) => noteInternally(ctx, words))).rejects.toMatchObject(tied)
  const view = { subjectId, categories: ["name"], requestNumber: part.number, reason: null }
  await expect(world.as(relative, (ctx) => recordView(ctx, view))).rejects.toMatchObject(tied)
  const hold = {
    subject: subjectId,
    request: null,
    ground: "LEGAL_HOLD",
    scope: ["all"],
    reason: "Сот иши боюнча",
  }
  const entered = { ...hold, review: { day: "1", month: "1", year: "2099" }, secrecy: "" }
  await expect(world.as(relative, (ctx) => setHold(ctx, entered))).rejects.toMatchObject(tied)
  const give = (who: Signed<StaffActor>, to: Signed<StaffActor>) =>
    world.as(who, (ctx) => assignPart(ctx, { ...seen(), to: to.actor.accountId }))
  await expect(give(administrator, relative)).rejects.toMatchObject({
    fields: { to: { code: "tied_colleague" } },
  })
  await expect(give(administrator, approver)).rejects.toMatchObject({
    fields: { to: { code: "choose_one" } },
  })
  expect(await give(administrator, officer)).toMatchObject({ assignedTo: officer.actor.accountId })

  const by = { subjectId, partId: part.id }
  const cell = Buffer.from("x")
  const event = { ...by, event: "ask", fromStatus: "working", toStatus: "waiting", actorKind: "staff" }
  const letter = {
    ...by,
    id: randomUUID(),
    direction: "out",
    kind: "decision",
    language: "ky",
    registration: "1",
  }
  const message = { ...by, id: randomUUID(), requestId: part.requestId, authorKind: "staff", body: cell }
  const shown = {
    subjectId,
    staffId: relative.actor.accountId,
    role: "officer",
    unit: "demo",
    categories: [],
  }
  for (const byHand of [
    (ctx: Ctx<StaffActor>) => ctx.db.insert(partEvents).values(event),
    (ctx: Ctx<StaffActor>) => ctx.db.insert(letters).values({ ...letter, content: cell, textHash: cell }),
    (ctx: Ctx<StaffActor>) => ctx.db.insert(messages).values(message),
    (ctx: Ctx<StaffActor>) => ctx.db.insert(views).values({ ...shown, ledgerId: randomUUID() }),
  ])
    expect(await refused(relative, byHand)).toBe("UK012")
  const assignByHand = (ctx: Ctx<StaffActor>) =>
    ctx.db
      .update(requestParts)
      .set({ assignedTo: relative.actor.accountId })
      .where(eq(requestParts.id, part.id))
  expect(await refused(officer, assignByHand)).toBe("UK012")
  const lettersOf = (who: Signed<StaffActor>) =>
    world.as(who, (ctx) =>
      ctx.db.select({ id: letters.id }).from(letters).where(eq(letters.subjectId, subjectId)),
    )
  expect(await lettersOf(relative)).toEqual([])
  expect(await lettersOf(officer)).toHaveLength(1)
})

it("the queue hides nothing from them but says whose it is not, and an attempt to look leaves an entry", async () => {
  const rowsOf = async (who: Signed<StaffActor>) =>
    (await world.as(who, (ctx) => queuePage(ctx, { view: "open", after: null }))).rows
  expect(await rowsOf(relative)).toMatchObject([{ id: part.id, barred: true }])
  expect(await rowsOf(officer)).toMatchObject([{ id: part.id, barred: false }])
  const { subjectId } = person.actor
  const look = (who: Signed<StaffActor>) =>
    world.as(who, (ctx) => isRefusedView(ctx, { subjectId, request: part.requestId }))
  expect(await look(officer)).toBe(false)
  expect(await look(relative)).toBe(true)
  const { rows } = await world.owner.query(
    "select convert_from(leaf, 'UTF8')::json as leaf from ledger_inbox",
  )
  expect(rows.filter(({ leaf }) => leaf.act === "view.refused")).toMatchObject([
    { leaf: { actor: `staff:${relative.actor.accountId}`, object: part.requestId } },
  ])
})

it("an approver who became tied meanwhile approves nothing", async () => {
  const { version } = (await world.owner.query("select version from request_parts where id = $1", [part.id]))
    .rows[0]
  const input = { part: part.id, version, keeps: [], refusal: null, explanation: "" }
  const prepared = await prepareProposal(world.house, officer, input)
  const proposed = await world.as(officer, (ctx) => proposeDecision(ctx, input, prepared))
  await declare(approver, PHONE, "own")
  const approve = (who: Signed<StaffActor>) => world.as(who, (ctx) => approveProposal(ctx, seen(proposed)))
  await expect(approve(approver)).rejects.toMatchObject({ code: "tied_case" })
  const byHand = sql`insert into approvals (proposal_id, part_id, subject_id, approver_id)
    values (gen_random_uuid(), ${part.id}, ${part.subjectId}, ${approver.actor.accountId})`
  expect(await refused(approver, (ctx) => ctx.db.execute(byHand))).toMatch(/UK001|UK012/)
  expect(await approve(await world.colleague("approver", "Demo other"))).toMatchObject({
    status: "fulfilling",
  })
})

it("ties are declared for oneself and ended by an administrator who has no part in them", async () => {
  const mine = await world.as(relative, listTies)
  expect(mine).toMatchObject([{ staffId: relative.actor.accountId, kind: "relative", name: "Demo relative" }])
  const all = await world.as(administrator, listTies)
  expect(all).toHaveLength(2)
  expect(await withoutPolicies(world.owner, () => world.as(relative, listTies))).toEqual(mine)
  const id = mine[0]?.id ?? ""
  const end = (who: Signed<StaffActor>) => world.as(who, (ctx) => endTie(ctx, id))
  await expect(end(relative)).rejects.toThrow(Forbidden)
  const endByHand = (ctx: Ctx<StaffActor>) =>
    ctx.db.execute(sql`update staff_ties set ended_at = now() where id = ${id}`)
  await world.as(relative, endByHand)
  expect(await world.as(relative, listTies)).toHaveLength(1)
  const forAnother = (ctx: Ctx<StaffActor>) =>
    ctx.db.execute(
      sql`insert into staff_ties (staff_id, subject_id, kind) values (${officer.actor.accountId}, ${part.subjectId}, 'own')`,
    )
  expect(await refused(relative, forAnother)).toBe("42501")
  await declare(administrator, PHONE)
  const [own] = (await world.as(administrator, listTies)).filter(
    ({ staffId }) => staffId === administrator.actor.accountId,
  )
  await expect(world.as(administrator, (ctx) => endTie(ctx, own?.id ?? ""))).rejects.toMatchObject({
    code: "own_tie",
  })
  await end(administrator)
  expect(await world.as(relative, listTies)).toEqual([])
  expect(await world.as(relative, (ctx) => isRefusedView(ctx, { subjectId: part.subjectId }))).toBe(false)
})

it("whoever is known by the address a member of staff signs in with is themselves, declared or not", async () => {
  const hash = world.house.vault.hash("email", "same@demo.example")
  const looks = () => world.as(officer, (ctx) => isRefusedView(ctx, { subjectId: part.subjectId }))
  await world.owner.query(
    "insert into source_identities (subject_id, source, kind, hash, value, proof_level) values ($1, '*', 'email', $2, $2, 2)",
    [part.subjectId, hash],
  )
  expect(await looks()).toBe(false)
  await world.owner.query(
    "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', $2, $2)",
    [officer.actor.accountId, hash],
  )
  expect(await looks()).toBe(true)
})
