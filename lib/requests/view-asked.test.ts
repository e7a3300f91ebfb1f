import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { letterText } from "@/lib/letters/letter-text"
import { listMyViews } from "@/lib/oversight/my-views"
import { recordView } from "@/lib/oversight/record-view"
import { viewAskedAbout } from "@/lib/oversight/view-asked"
import type { Part } from "@/lib/requests/access"
import { assignPart } from "@/lib/requests/assign"
import { findCase } from "@/lib/requests/case"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"
import { prepareWords } from "@/lib/requests/prepare-words"
import { previewReply, replyToPart } from "@/lib/requests/reply"
import { asksName, type PartScope, viewAsked } from "@/lib/requests/scope"
import { readIntent } from "@/lib/requests/signing"

let world: World
let alice: Signed<SubjectActor>
let bob: Signed<SubjectActor>
let looker: Signed<StaffActor>
let officer: Signed<StaffActor>
let administrator: Signed<StaffActor>
let view: string

beforeAll(async () => {
  world = await openWorld(10)
  alice = await world.borrower("+996555000001")
  bob = await world.borrower("+996555000002")
  looker = await world.colleague("officer", "Demo looker")
  officer = await world.colleague("officer", "Demo officer")
  administrator = await world.colleague("administrator")
  view = await world.as(looker, (ctx) =>
    recordView(ctx, {
      ...{ subjectId: alice.actor.subjectId, categories: ["pin", "name"] },
      ...{ requestNumber: null, reason: "she called about her loan" },
    }),
  )
})
afterAll(() => world?.end())

const asAlice = <T>(work: Parameters<typeof asSigned<SubjectActor, T>>[3]) =>
  asSigned(world.house, alice, randomUUID(), work)

const ask = (who: Signed<SubjectActor>, more: object = {}) =>
  prepareWords(world.house, who, { right: "question", about: [], words: "", view, ...more })
const refusedFor = async (who: Signed<StaffActor>, part: Part) =>
  world.as(who, (ctx) => takePart(ctx, { part: part.id, version: part.version })).catch((error) => error.code)

it("asks why about one's own view alone, in a letter that says which, and for the name with a reason", async () => {
  await expect(ask(bob)).rejects.toThrow("not_found")
  await expect(ask(alice, { right: "complaint", words: "Эмне үчүн?" })).rejects.toThrow("not_found")
  await expect(ask(alice, { view: randomUUID() })).rejects.toThrow("not_found")
  await expect(ask(alice, { named: true })).rejects.toMatchObject({
    fields: { words: { code: "name_needs_reason" } },
  })
  const { intent } = await ask(alice, { named: true, words: "Мен чалган эмесмин." })
  const { letter, draft } = await asAlice((ctx) => readIntent(ctx, intent))
  const text = letterText(letter)
  for (const said of ["эмне үчүн көргөнүңүздөрдү", "(demo)", "аты-жөнүн айтууну", "Мен чалган эмесмин."])
    expect(text).toContain(said)
  expect(draft.scope).toEqual({ right: "question", about: [], view, named: true })
  // The reason may be left unsaid where no name is asked for.
  const silent = await asAlice(async (ctx) => readIntent(ctx, (await ask(alice)).intent))
  expect(silent.draft.scope).toEqual({ right: "question", about: [], view })
})

it("the question has its clock, is shown beside the view, and is answered by somebody else than who looked", async () => {
  const part = await world.ask(alice, { right: "question", about: [], view, named: true }, "Эмне үчүн?")
  expect(part.dueOn > new Date().toISOString().slice(0, 10)).toBe(true)
  const { seen } = await asAlice((ctx) => listMyViews(ctx))
  expect(seen).toMatchObject([{ id: view, number: 1, question: part.number }])

  const found = await world.as(officer, (ctx) => findCase(ctx, part.number))
  const [shown] = found.parts
  expect(shown && [viewAsked(shown.scope), asksName(shown.scope), shown.barred]).toEqual([view, true, null])
  expect(await world.as(officer, (ctx) => viewAskedAbout(ctx, view))).toMatchObject({
    ...{ name: "Demo looker", role: "officer", unit: "demo", categories: ["pin", "name"] },
    reason: "she called about her loan",
  })

  expect(await refusedFor(looker, part)).toBe("looked_before")
  const barred = (await world.as(looker, (ctx) => findCase(ctx, part.number))).parts[0]?.barred
  expect(barred).toBe("looked_before")
  const give = (to: Signed<StaffActor>) =>
    world.as(administrator, (ctx) =>
      assignPart(ctx, { part: part.id, version: part.version, to: to.actor.accountId }),
    )
  await expect(give(looker)).rejects.toMatchObject({ fields: { to: { code: "looked_colleague" } } })
  const byHand = refusalOf(
    world.owner.query("update request_parts set assigned_to = $2 where id = $1", [
      part.id,
      looker.actor.accountId,
    ]),
  )
  expect(await byHand).toBe("UK005")

  const taken = await world.as(officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
  const event = `insert into part_events (part_id, subject_id, event, from_status, to_status, actor_kind, actor_id)
    values ('${part.id}', '${part.subjectId}', 'reply', 'working', 'fulfilled', 'staff', '${looker.actor.accountId}')`
  expect(await refusalOf(world.owner.query(event))).toBe("UK005")
  const reply = {
    ...{ part: taken.id, version: taken.version, outcome: "answered", ground: "", reason: "" },
    words: "Сиз чалгандыктан, Demo looker көргөн.",
  } as Parameters<typeof previewReply>[1]
  const done = await world.as(officer, async (ctx) => {
    const { hash: checked } = await previewReply(ctx, reply)
    return replyToPart(ctx, { ...reply, checked })
  })
  expect(done.status).toBe("fulfilled")
})

it("the database takes no question about another person's view, nor about one that is withheld", async () => {
  const scope: PartScope = { right: "question", about: [], view }
  await expect(world.ask(bob, scope)).rejects.toMatchObject({ code: "UK004" })
  await world.owner.query("update views set secrecy = 'COURT', review_on = '2099-01-01' where id = $1", [
    view,
  ])
  await expect(world.ask(alice, scope)).rejects.toMatchObject({ code: "UK004" })
  expect((await asAlice((ctx) => listMyViews(ctx))).seen).toEqual([])
  expect(await world.owner.query("select 1 from request_parts")).toMatchObject({ rowCount: 1 })
})

it("fifty to a page, counted as the person sees them, newest first", async () => {
  await world.owner.query(
    `insert into views (subject_id, staff_id, role, unit, categories, ledger_id, at)
     select $1, $2, 'officer', 'demo', '{pin}', gen_random_uuid(), now() - make_interval(mins => n) from generate_series(1, 60) n`,
    [bob.actor.subjectId, officer.actor.accountId],
  )
  const page = (n: number) => asSigned(world.house, bob, randomUUID(), (ctx) => listMyViews(ctx, n))
  const [first, second, beyond] = [await page(1), await page(2), await page(Number.NaN)]
  expect([first.pages, first.seen.length, first.seen[0]?.number, first.seen.at(-1)?.number]).toEqual([
    2, 50, 60, 11,
  ])
  expect(second.seen.map(({ number }) => number)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(beyond.page).toBe(1)
})
