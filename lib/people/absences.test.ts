import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { withoutPolicies } from "@/db/testing/without-policies"
import type { Ctx, Signed, StaffActor, SubjectActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { awayOn, colleaguesOf, listAbsences } from "@/lib/people/absences"
import { declareAbsence, endAbsence } from "@/lib/people/declare-absence"
import type { Part } from "@/lib/requests/access"
import { approveProposal } from "@/lib/requests/approve"
import { assignPart } from "@/lib/requests/assign"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { queuePage } from "@/lib/requests/queue"
import { faultsOf } from "@/lib/testing/faults.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"

let world: World
let person: Signed<SubjectActor>
let officer: Signed<StaffActor>
let deputy: Signed<StaffActor>
let approver: Signed<StaffActor>
let administrator: Signed<StaffActor>

const today = dayIn(new Date(), "Asia/Bishkek")

beforeAll(async () => {
  world = await openWorld(10)
  person = await world.borrower("+996555000001")
  officer = await world.colleague("officer", "Demo officer")
  deputy = await world.colleague("officer", "Demo deputy")
  approver = await world.colleague("approver", "Demo approver")
  administrator = await world.colleague("administrator")
})
afterAll(() => world?.end())
beforeEach(() => world.owner.query("delete from absences"))

const away = (who: Signed<StaffActor>, by: Signed<StaffActor>, from = 0, until = 7) =>
  world.as(who, (ctx) =>
    declareAbsence(ctx, {
      from: typedAs(addDays(today, from)),
      until: typedAs(addDays(today, until)),
      deputy: by.actor.accountId,
    }),
  )
const mine = async (who: Signed<StaffActor>) =>
  (await world.as(who, (ctx) => queuePage(ctx, { view: "mine", after: null }))).rows
const give = (part: Part, to: Signed<StaffActor>) =>
  world.as(administrator, (ctx) =>
    assignPart(ctx, { part: part.id, version: part.version, to: to.actor.accountId }),
  )

it("an absence has two days in order and a deputy of the same role who is there", async () => {
  expect(await faultsOf(away(officer, approver))).toEqual({ deputy: "choose_one" })
  expect(await faultsOf(away(officer, officer))).toEqual({ deputy: "choose_one" })
  expect(await faultsOf(away(officer, deputy, -1))).toEqual({ from: "day_past" })
  expect(await faultsOf(away(officer, deputy, 3, 2))).toEqual({ until: "until_before_from" })
  expect(await faultsOf(away(officer, deputy, 0, 400))).toEqual({ until: "absence_too_long" })
  const nothing = world.as(officer, (ctx) =>
    declareAbsence(ctx, { from: {}, until: { day: "x" }, deputy: "" }),
  )
  expect(await faultsOf(nothing)).toEqual({ from: "required", until: "date_shape", deputy: "choose_one" })
  await away(officer, deputy)
  expect(await faultsOf(away(officer, deputy, 7, 9))).toEqual({ from: "away_already" })
  expect(await faultsOf(away(deputy, officer, 5, 9))).toEqual({ deputy: "deputy_away" })
  expect(await world.as(administrator, (ctx) => listAbsences(ctx, { today }))).toMatchObject([
    { name: "Demo officer", deputy: "Demo deputy", fromOn: today, untilOn: addDays(today, 7) },
  ])

  const byHand = (who: Signed<StaffActor>, of: Signed<StaffActor>, by: Signed<StaffActor>, from = 20) =>
    refusalOf(
      world.as(who, (ctx: Ctx<StaffActor>) =>
        ctx.db.execute(
          sql`insert into absences (staff_id, deputy_id, from_on, until_on) values (${of.actor.accountId}, ${by.actor.accountId}, ${addDays(today, from)}, ${addDays(today, 30)})`,
        ),
      ),
    )
  expect(await byHand(officer, officer, approver)).toBe("UK013")
  expect(await byHand(officer, officer, deputy, 5)).toBe("UK013")
  expect(await byHand(officer, officer, officer)).toMatch(/UK013|23514/)
  expect(await byHand(officer, deputy, officer)).toBe("42501")
  expect(await byHand(administrator, officer, deputy)).toBe("done")
})

it("while somebody is away their work shows for the deputy and new work goes to the deputy; then it is theirs again", async () => {
  const asked = await world.ask(person, { right: "erasure", categories: ["email"] })
  const part = await world.as(officer, (ctx) => takePart(ctx, { part: asked.id, version: asked.version }))
  expect(await mine(deputy)).toEqual([])
  const absence = await away(officer, deputy)
  expect(await mine(deputy)).toMatchObject([
    {
      id: part.id,
      assignee: "Demo officer",
      away: { untilOn: addDays(today, 7), deputy: "Demo deputy", isMe: true },
    },
  ])
  expect(
    (await world.as(administrator, (ctx) => queuePage(ctx, { view: "open", after: null }))).rows,
  ).toMatchObject([{ id: part.id, away: { deputy: "Demo deputy", isMe: false } }])
  expect(await give(part, officer)).toMatchObject({ assignedTo: deputy.actor.accountId })
  await world.as(officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))

  // The deputy acts in their own name, and so may not be the second pair of eyes on it.
  const input = { part: part.id, version: part.version, keeps: [], refusal: null, explanation: "" }
  const prepared = await prepareProposal(world.house, deputy, input)
  const proposed = await world.as(deputy, (ctx) => proposeDecision(ctx, input, prepared))
  const promoted = await world.became(deputy, { role: "approver" })
  const approve = (who: Signed<StaffActor>) =>
    world.as(who, (ctx) => approveProposal(ctx, { part: part.id, version: proposed.version }))
  await expect(approve(promoted)).rejects.toMatchObject({ code: "own_proposal" })
  deputy = await world.became(promoted, { role: "officer" })

  const endedBy = (who: Signed<StaffActor>) => world.as(who, (ctx) => endAbsence(ctx, absence.id))
  await expect(endedBy(approver)).rejects.toThrow(NotFound)
  await withoutPolicies(world.owner, () => expect(endedBy(approver)).rejects.toThrow(NotFound))
  await world.as(officer, (ctx) => endAbsence(ctx, absence.id))
  await expect(world.as(officer, (ctx) => endAbsence(ctx, absence.id))).rejects.toThrow(NotFound)
  expect(await mine(deputy)).toEqual([])
  expect(await mine(officer)).toMatchObject([{ id: part.id, away: null }])
  expect(await approve(approver)).toMatchObject({ status: "fulfilling" })
})

it("a deputy away in turn passes it on, and where nobody is there it says so", async () => {
  const third = await world.colleague("officer", "Demo third")
  const asked = await world.ask(person, { right: "erasure", categories: ["workplace"] })
  const standIn = async () =>
    (await world.as(officer, (ctx) => awayOn(ctx, today))).get(officer.actor.accountId)?.standIn
  await away(officer, deputy)
  expect(await standIn()).toMatchObject({ name: "Demo deputy" })
  await away(deputy, third)
  expect(await standIn()).toMatchObject({ name: "Demo third" })
  expect(await give(asked, officer)).toMatchObject({ assignedTo: third.actor.accountId })
  await world.owner.query("update accounts set disabled_at = now() where id = $1", [third.actor.accountId])
  expect(await standIn()).toBeNull()
  expect(await faultsOf(give(asked, officer))).toEqual({ to: "nobody_stands_in" })
  const known = await world.as(administrator, (ctx) => colleaguesOf(ctx, "officer", null))
  expect(known.map(({ name }) => name)).toEqual(["Demo deputy", "Demo officer"])
  await expect(
    world.as(approver, (ctx) => assignPart(ctx, { part: asked.id, version: 1, to: officer.actor.accountId })),
  ).rejects.toThrow(Forbidden)
})
