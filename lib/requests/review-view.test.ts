import { randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { withoutPolicies } from "@/db/testing/without-policies"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { Forbidden } from "@/lib/errors"
import { secrecyGrounds } from "@/lib/fulfilment/keeping"
import { checkRegisters, holds } from "@/lib/ledger/check-registers"
import { listMyViews } from "@/lib/oversight/my-views"
import { listWithheld, withheldToReview, withheldView } from "@/lib/oversight/withheld-views"
import { inForce } from "@/lib/policy/editions"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { lookAtPerson } from "@/lib/requests/look-at-person"
import { reviewView } from "@/lib/requests/review-view"
import { noDay, typedAs } from "@/lib/testing/typed.fixture"

let world: World
let person: Signed<SubjectActor>
let looker: Signed<StaffActor>
let officer: Signed<StaffActor>
let auditor: Signed<StaffActor>
let ground: string
let hidden: string

const today = dayIn(new Date(), "Asia/Bishkek")

beforeAll(async () => {
  world = await openWorld(10)
  person = await world.borrower("+996555000001")
  looker = await world.colleague("officer", "Demo looker")
  officer = await world.colleague("officer", "Demo officer")
  auditor = await world.colleague("auditor")
  ground = secrecyGrounds(await world.as(officer, (ctx) => inForce(ctx.db)))[0]?.code ?? ""
})
afterAll(() => world?.end())

const look = (secrecy: string, review: object = noDay, reason: string | null = "a court asks about a case") =>
  world.as(looker, (ctx) =>
    lookAtPerson(ctx, {
      ...{
        subjectId: person.actor.subjectId,
        categories: ["pin"],
        requestNumber: null,
        reason,
        secrecy,
        review,
      },
    }),
  )
const shown = async () =>
  (await asSigned(world.house, person, randomUUID(), (ctx) => listMyViews(ctx))).seen.map(
    ({ id, number }) => ({ id, number }),
  )
const review = (who: Signed<StaffActor>, keep: boolean, day: object = noDay) =>
  world.as(who, (ctx) => reviewView(ctx, { view: hidden, keep, review: day }))

it("a view is withheld on a ground of the policy, with words and a day of review, and leaves no gap in what is shown", async () => {
  const first = await look("")
  await expect(look("MADE_UP", typedAs(addDays(today, 30)))).rejects.toMatchObject({
    fields: { secrecy: { code: "ground_required" } },
  })
  await expect(look(ground, noDay)).rejects.toMatchObject({ fields: { review: { code: "required" } } })
  await expect(look(ground, typedAs(addDays(today, 400)))).rejects.toMatchObject({
    fields: { review: { code: "hold_review_late" } },
  })
  await expect(look(ground, typedAs(addDays(today, 30)), null)).rejects.toMatchObject({
    fields: { reason: { code: "required" } },
  })
  hidden = await look(ground, typedAs(addDays(today, 30)))
  const last = await look("")
  expect(await shown()).toEqual([
    { id: last, number: 2 },
    { id: first, number: 1 },
  ])
  expect(await withoutPolicies(world.owner, shown)).toEqual(await shown())
  const { rows } = await world.owner.query("select number from views order by number")
  expect(rows.map(({ number }) => number)).toEqual([1, 2, 3])
})

it("the auditor sees what is withheld; who looked does not review it, a colleague does, and it appears when the ground ends", async () => {
  const listed = { id: hidden, name: "Demo looker", secrecy: ground, reviewOn: addDays(today, 30) }
  expect(await world.as(auditor, listWithheld)).toMatchObject([listed])
  expect(await world.as(auditor, (ctx) => withheldView(ctx, hidden))).toMatchObject(listed)
  await expect(world.as(await world.colleague("administrator"), listWithheld)).rejects.toThrow(Forbidden)
  expect(await world.as(officer, withheldToReview)).toBe(0)

  await expect(review(auditor, false)).rejects.toThrow(Forbidden)
  await expect(review(looker, false)).rejects.toMatchObject({ code: "own_look" })
  await expect(review(officer, true, typedAs(today))).rejects.toMatchObject({
    fields: { review: { code: "day_past" } },
  })
  const byHand = (set: string) => (ctx: Ctx<StaffActor>) =>
    ctx.db.execute(`update views set ${set} where id = '${hidden}' returning id`)
  expect(
    (await world.as(looker, byHand("secrecy = null, review_on = null, ledger_id = gen_random_uuid()")))
      .rowCount,
  ).toBe(0)
  for (const set of ["secrecy = null, review_on = null", "secrecy = 'OTHER', ledger_id = gen_random_uuid()"])
    expect(await refusalOf(world.as(officer, byHand(set)))).toBe("UK012")
  expect(await refusalOf(world.as(officer, byHand("categories = '{}'")))).toBe("42501")

  await review(officer, true, typedAs(addDays(today, 60)))
  expect(await shown()).toHaveLength(2)
  expect(await world.as(auditor, listWithheld)).toMatchObject([{ reviewOn: addDays(today, 60) }])
  await review(officer, false)
  expect((await shown()).map(({ number }) => number)).toEqual([3, 2, 1])
  await expect(review(officer, false)).rejects.toThrow("not_allowed_now")
  expect(await world.as(auditor, listWithheld)).toEqual([])
  const [views] = await checkRegisters(drizzle(world.owner))
  expect(views && holds(views)).toBe(true)
})
