import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { proofForStaff } from "@/lib/mandates/proof-for-staff"
import { recordView } from "@/lib/oversight/record-view"
import { underView } from "@/lib/oversight/under-view"
import { identitiesOf } from "@/lib/people/identities"
import { openReading } from "@/lib/records/reading"
import { findCase } from "@/lib/requests/case"
import { caseLetters, caseName, viewCase } from "@/lib/requests/case-file"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"

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
afterAll(() => world?.end())

const shownTo = <T>(who: Signed<StaffActor>, work: (ctx: Ctx<StaffActor>) => Promise<T>) =>
  asSigned({ ...world.house, vaultFor: underView }, who, randomUUID(), work)
const viewFirst = { code: "view_first" }

it("nothing of a person opens on a page of staff before their own view of that person is written", async () => {
  const part = await world.ask(alice, { right: "erasure", categories: ["email"] })
  const letters = async (ctx: Ctx<StaffActor>) => caseLetters(ctx, await findCase(ctx, part.number))
  const { subjectId } = alice.actor
  await expect(shownTo(officer, letters)).rejects.toMatchObject(viewFirst)
  await expect(shownTo(officer, (ctx) => identitiesOf(ctx, subjectId))).rejects.toMatchObject(viewFirst)
  const house = { ...world.house, vaultFor: underView }
  await expect(openReading(house, officer, subjectId)).rejects.toMatchObject(viewFirst)
  await expect(shownTo(officer, (ctx) => proofForStaff(ctx, randomUUID()))).rejects.toThrow("not_found")

  // What somebody else saw, or this one of another person, opens nothing.
  const other = await world.colleague("officer", "Demo other")
  const looked = { categories: ["name"], requestNumber: null, reason: "she called about her loan" }
  await world.as(other, (ctx) => recordView(ctx, { subjectId, ...looked }))
  await world.as(officer, (ctx) => recordView(ctx, { subjectId: bob.actor.subjectId, ...looked }))
  await expect(shownTo(officer, letters)).rejects.toMatchObject(viewFirst)

  const opened = await shownTo(officer, async (ctx) => {
    const found = await findCase(ctx, part.number)
    await viewCase(ctx, found)
    return { name: await caseName(ctx, found), letters: await caseLetters(ctx, found) }
  })
  expect(opened).toMatchObject({ name: "Тестова Бермет", letters: [{ direction: "in" }] })
  expect(await shownTo(officer, letters)).toHaveLength(1)
  expect((await openReading(house, officer, subjectId)).identities.size).toBeGreaterThan(0)

  await world.owner.query("update views set at = at - interval '31 minutes'")
  await expect(shownTo(officer, letters)).rejects.toMatchObject(viewFirst)
  // An act shows nothing: it needs no view, and its person's own vault knows no such rule.
  const { status } = await world.as(officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
  expect(status).toBe("working")
  const own = await asSigned(house, alice, randomUUID(), (ctx) => identitiesOf(ctx, subjectId))
  expect(own.size).toBeGreaterThan(0)
})

it("the views of a person are counted without a gap, however many write at once, also where one is taken back", async () => {
  const before = await numbers()
  const look = (reason: string) => (ctx: Ctx<StaffActor>) =>
    recordView(ctx, {
      ...{ subjectId: bob.actor.subjectId, categories: ["name"], requestNumber: null, reason },
    })
  const colleague = await world.colleague("approver")
  await Promise.all([
    ...Array.from({ length: 4 }, () => world.as(officer, look("the address was checked"))),
    ...Array.from({ length: 4 }, () => world.as(colleague, look("the address was checked again"))),
    world
      .as(officer, async (ctx) => {
        await look("taken back in the end")(ctx)
        throw new Error("taken back")
      })
      .catch(() => undefined),
  ])
  expect(await numbers()).toEqual(Array.from({ length: before.length + 8 }, (_, n) => n + 1))
})

async function numbers(): Promise<number[]> {
  const { rows } = await world.owner.query<{ number: number }>(
    "select number from views where subject_id = $1 order by number",
    [bob.actor.subjectId],
  )
  return rows.map(({ number }) => number)
}
