import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Forbidden, Invalid, NotFound } from "@/lib/errors"
import { findPeople, pseudonyms } from "@/lib/oversight/find-people"
import { listMyViews } from "@/lib/oversight/my-views"
import { findOpenView } from "@/lib/oversight/queries"
import { recordView } from "@/lib/oversight/record-view"
import { openWorld, type World } from "@/lib/requests/cast.fixture"

let world: World
let alice: Signed<SubjectActor>
let bob: Signed<SubjectActor>
let officer: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld(10)
  alice = await world.borrower("+996555000001")
  bob = await world.borrower("+996555000002")
  officer = await world.colleague("officer")
})
afterAll(() => world.end())

const viewsOf = async (who: Signed<SubjectActor>) =>
  (await asSigned(world.house, who, "test", (ctx) => listMyViews(ctx))).seen
const asOfficer = <T>(work: Parameters<typeof world.as<T>>[1]) => world.as(officer, work)
const reasons = (why: { requestNumber?: string; reason?: string }) => ({
  subjectId: alice.actor.subjectId,
  categories: ["pin", "name"],
  requestNumber: why.requestNumber ?? null,
  reason: why.reason ?? null,
})

test("a view needs a case of this person or a reason in words, and the person sees it at once", async () => {
  await expect(asOfficer((ctx) => recordView(ctx, reasons({})))).rejects.toThrow(Invalid)
  await expect(asOfficer((ctx) => recordView(ctx, reasons({ reason: "because" })))).rejects.toThrow(Invalid)
  await expect(
    asOfficer((ctx) =>
      recordView(ctx, { ...reasons({ reason: "she called about her loan" }), categories: [] }),
    ),
  ).rejects.toThrow(Invalid)
  await expect(
    asOfficer((ctx) =>
      recordView(ctx, { ...reasons({ reason: "she called about her loan" }), subjectId: randomUUID() }),
    ),
  ).rejects.toThrow(NotFound)
  expect(await viewsOf(alice)).toEqual([])

  const id = await asOfficer((ctx) => recordView(ctx, reasons({ reason: "she called about her loan" })))
  const [seen, ...more] = await viewsOf(alice)
  expect(more).toEqual([])
  expect(seen).toMatchObject({
    id,
    role: "officer",
    unit: "demo",
    categories: ["pin", "name"],
    request: null,
    reason: "she called about her loan",
  })
  expect(await viewsOf(bob)).toEqual([])
  const { rows } = await world.owner.query(
    "select v.reason, i.leaf from views v join ledger_inbox i on i.id = v.ledger_id where v.id = $1",
    [id],
  )
  expect(JSON.parse(rows[0].leaf)).toMatchObject({ act: "person.viewed", object: id })
  expect(rows[0].reason.includes("loan")).toBe(false)
})

test("a view for a request names it; another person's request does not serve", async () => {
  const part = await world.ask(bob, { right: "erasure", categories: ["cookies"] })
  await expect(asOfficer((ctx) => recordView(ctx, reasons({ requestNumber: part.number })))).rejects.toThrow(
    Invalid,
  )
  const his = { ...reasons({ requestNumber: part.number }), subjectId: bob.actor.subjectId }
  const id = await asOfficer((ctx) => recordView(ctx, his))
  expect(await viewsOf(bob)).toMatchObject([{ id, request: part.number, reason: null }])
  expect(await asOfficer((ctx) => findOpenView(ctx, bob.actor.subjectId, id))).toMatchObject({
    request: part.number,
    requestId: part.requestId,
  })
})

test("a view opens one person, to the one who gave the reason, for thirty minutes", async () => {
  const id = await asOfficer((ctx) => recordView(ctx, reasons({ reason: "checking an address" })))
  const auditor = await world.colleague("auditor")
  const open = (who: Signed<StaffActor>, subject: string) =>
    world.as(who, (ctx) => findOpenView(ctx, subject, id))
  expect(await open(officer, alice.actor.subjectId)).toMatchObject({ id, categories: ["pin", "name"] })
  expect(await open(officer, bob.actor.subjectId)).toBeNull()
  expect(await open(auditor, alice.actor.subjectId)).toBeNull()
  await world.owner.query("update views set at = at - interval '31 minutes' where id = $1", [id])
  expect(await open(officer, alice.actor.subjectId)).toBeNull()
})

test("auditors may look; stewards and administrators may not, nor search", async () => {
  const auditor = await world.colleague("auditor")
  const reason = reasons({ reason: "yearly audit of the files" })
  expect(await world.as(auditor, (ctx) => recordView(ctx, reason))).toBeTruthy()
  for (const role of ["steward", "administrator"] as const) {
    const other = await world.colleague(role)
    await expect(world.as(other, (ctx) => recordView(ctx, reason))).rejects.toThrow(Forbidden)
    await expect(world.as(other, (ctx) => findPeople(ctx, "Сыноо"))).rejects.toThrow(Forbidden)
  }
})

test("people are found by whole words as people type them, phone, or request number, and only by a pseudonym", async () => {
  const find = (typed: string) => asOfficer((ctx) => findPeople(ctx, typed))
  const both = [alice.actor.subjectId, bob.actor.subjectId].sort()
  expect((await find("сыноо")).sort()).toEqual(both)
  expect(await find("  АЗАМАТ сыноо ")).toEqual([alice.actor.subjectId])
  expect(await find("мээрим улгу")).toEqual([bob.actor.subjectId])
  expect(await find("0555 000 001")).toEqual([alice.actor.subjectId])
  const part = await world.ask(alice, { right: "erasure", categories: ["cookies"] })
  expect(await find(part.number)).toEqual([alice.actor.subjectId])
  expect(await find("сын")).toEqual([])
  expect(await find("2026-999999")).toEqual([])
  await expect(find(" – ")).rejects.toThrow(Invalid)
  const [row] = await asOfficer((ctx) => pseudonyms(ctx, [alice.actor.subjectId, randomUUID()]))
  expect(row).toMatchObject({ id: alice.actor.subjectId, account: true, openParts: 1 })
  expect(Object.keys(row ?? {}).sort()).toEqual(["account", "id", "lastRequestAt", "openParts", "since"])
})
