import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { holds } from "@/db/schema/holds"
import { refusalOf } from "@/db/testing/refusal"
import { withoutPolicies } from "@/db/testing/without-policies"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { Conflict, Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { endHold } from "@/lib/requests/end-hold"
import { holdsOf, holdsToReview, myHolds } from "@/lib/requests/holds-of"
import { type EnteredHold, setHold } from "@/lib/requests/set-hold"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { faultsOf } from "@/lib/testing/faults.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"

let here: TestDeployment
let person: Signed<SubjectActor>
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>

// A colleague's oldest session ends when they open more, and the helpers of cases open their own.
const signIn = async () => {
  officer = await here.staff("officer")
  approver = await here.staff("approver")
}

const today = () => dayIn(new Date(), "Asia/Bishkek")

beforeAll(async () => {
  here = await testDeployment()
  person = await here.borrower(3)
})
afterAll(() => here?.close())

// Each story has the person to itself.
beforeEach(async () => {
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set status = 'cancelled' where status <> 'fulfilled'")
  await here.owner.query("alter table request_parts enable trigger user")
  await here.owner.query("delete from holds")
  await signIn()
})

const entered = (change: Partial<EnteredHold> = {}): EnteredHold => ({
  subject: person.actor.subjectId,
  request: null,
  ground: "LEGAL_HOLD",
  scope: ["contact_persons"],
  review: typedAs(addDays(today(), 90)),
  reason: "Соттун суроосу боюнча сакталат",
  secrecy: "",
  ...change,
})
const set = (change: Partial<EnteredHold> = {}, who = officer) =>
  as(here, who, (ctx) => setHold(ctx, entered(change)))
const end = (hold: string, who = approver, reason = "Сот аяктады, иш жабылды") =>
  as(here, who, (ctx) => endHold(ctx, { hold, reason }))

it("a hold has a ground, a scope, a reason and a day of review within a year, and the person sees it unless a law forbids", async () => {
  const wrong = (change: Partial<EnteredHold>) => faultsOf(set(change))
  expect(await wrong({ ground: "OPEN_CASE" })).toEqual({ ground: "ground_required" })
  expect(await wrong({ scope: [] })).toEqual({ scope: "choose_one" })
  expect(await wrong({ scope: ["no_such"] })).toEqual({ scope: "choose_one" })
  expect(await wrong({ review: {} })).toEqual({ review: "required" })
  expect(await wrong({ review: { day: "31", month: "2", year: "2027" } })).toEqual({ review: "date_shape" })
  expect(await wrong({ review: typedAs(today()) })).toEqual({ review: "day_past" })
  expect(await wrong({ review: typedAs(addDays(today(), 367)) })).toEqual({ review: "hold_review_late" })
  expect(await wrong({ reason: " кыска " })).toEqual({ reason: "words_short" })
  expect(await wrong({ secrecy: "AML_5Y" })).toEqual({ secrecy: "ground_required" })
  await expect(set({}, await here.staff("auditor"))).rejects.toThrow(Forbidden)
  await expect(set({ subject: crypto.randomUUID() })).rejects.toThrow(NotFound)
  expect(await as(here, person, myHolds)).toEqual([])

  const told = await set()
  const secret = await set({ scope: ["all"], ground: "AUTHORITY_ORDER", secrecy: "SECRECY_BY_LAW" })
  expect(await as(here, person, myHolds)).toMatchObject([
    { id: told, ground: "LEGAL_HOLD", categories: ["contact_persons"], reviewOn: addDays(today(), 90) },
  ])
  const known = await withoutPolicies(here.owner, () => as(here, person, myHolds))
  expect(known.map(({ id }) => id)).toEqual([told])
  const auditor = await here.staff("auditor")
  const listed = await as(here, auditor, (ctx) => holdsOf(ctx, person.actor.subjectId))
  expect(listed).toMatchObject([
    { id: told, secrecy: null, reason: "Соттун суроосу боюнча сакталат", endedAt: null },
    { id: secret, categories: null, secrecy: "SECRECY_BY_LAW" },
  ])
  await expect(
    as(here, await here.staff("admin"), (ctx) => holdsOf(ctx, person.actor.subjectId)),
  ).rejects.toThrow(Forbidden)
  const { rows } = await here.owner.query(
    "select leaf from ledger_inbox where convert_from(leaf, 'UTF8')::json ->> 'object' = $1",
    [told],
  )
  expect(rows.map(({ leaf }) => JSON.parse(leaf).act)).toEqual(["hold.set"])
})

it("a hold is ended with a reason by an approver who did not set it: in the verb and in the database", async () => {
  const hold = await set()
  const own = await set({}, approver)
  await expect(end(hold, officer)).rejects.toThrow(Forbidden)
  await expect(end(own)).rejects.toMatchObject({ code: "own_hold" })
  await expect(end(hold, approver, "жок")).rejects.toThrow(Invalid)
  const byHand = (who: Signed<StaffActor>, id: string, change: string) =>
    refusalOf(
      as(here, who, (ctx) => ctx.db.execute(sql.raw(`update holds set ${change} where id = '${id}'`))),
    )
  const by = ({ actor }: Signed<StaffActor>) => `ended_by = '${actor.accountId}'`
  expect(await byHand(approver, hold, "ended_at = now()")).toBe("UK010")
  expect(await byHand(approver, hold, `ended_at = now(), ${by(approver)}`)).toBe("UK010")
  expect(await byHand(approver, hold, `ended_at = now(), ${by(officer)}, end_reason = 'x'`)).toBe("UK010")
  expect(await byHand(officer, hold, `ended_at = now(), ${by(officer)}, end_reason = 'x'`)).toBe("UK010")
  expect(await byHand(approver, own, `ended_at = now(), ${by(approver)}, end_reason = 'x'`)).toBe("UK010")
  expect(await byHand(approver, hold, "review_on = '2099-01-01'")).toBe("42501")
  const row = { subjectId: person.actor.subjectId, ground: "LEGAL_HOLD", reason: Buffer.from("x") }
  const insert = (values: Partial<typeof holds.$inferInsert>) =>
    refusalOf(
      as(here, officer, (ctx) =>
        ctx.db
          .insert(holds)
          .values({ ...row, setBy: officer.actor.accountId, reviewOn: addDays(today(), 10), ...values }),
      ),
    )
  expect(await insert({ setBy: approver.actor.accountId })).toBe("UK010")
  expect(await insert({ reviewOn: "2099-01-01" })).toBe("UK010")
  expect(await insert({ reason: null })).toBe("UK010")
  expect(await insert({ secret: true })).toBe("23514")
  expect(await insert({})).toBe("done")
  await here.owner.query("delete from holds where review_on = $1", [addDays(today(), 10)])

  await end(hold)
  expect(
    (await as(here, officer, (ctx) => holdsOf(ctx, person.actor.subjectId))).find(({ id }) => id === hold),
  ).toMatchObject({
    endedBy: expect.any(String),
    endReason: "Сот аяктады, иш жабылды",
  })
  await expect(end(hold)).rejects.toThrow(Conflict)
})

it("a hold set after the proposal stops its approval, set after the approval stops the erasure, and its end wakes what waited", async () => {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  const proposed = await proposeFor(here, part)
  const early = await set()
  await expect(approve(here, proposed)).rejects.toThrow(new NotAllowedNow("held_since"))
  await signIn()
  await end(early)
  await approve(here, proposed)

  await signIn()
  const late = await set({ scope: ["all"] })
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })
  const again = await proposeFor(here, { id: part.id, ...(await partRow(here, part.id)) })
  await approve(here, again)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  await wakePart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })

  const waking = async () =>
    (await here.owner.query("select key from graphile_worker.jobs where key = $1", [`wake-part:${part.id}`]))
      .rows.length
  expect(await waking()).toBe(0)
  await signIn()
  await end(late)
  expect(await waking()).toBe(1)
  await wakePart(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

it("the database takes no mark of an erasure under a hold, but for what was gone before the source was asked", async () => {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["workplace"] })
  await approve(here, await proposeFor(here, part))
  const mark = (evidence: string) =>
    refusalOf(
      here.owner.query(
        "update plan_operations set state = 'done', evidence = $2 where part_id = $1 and state = 'planned' and operation = 'erase' and phase = 'now'",
        [part.id, evidence],
      ),
    )
  await signIn()
  const other = await set({ scope: ["email"] })
  const hold = await set({ scope: ["workplace"] })
  expect(await mark('{"rows": 0}')).toBe("UK011")
  expect(await mark('{"rows": 0, "already": false}')).toBe("UK011")
  await end(hold)
  await here.owner.query("update holds set ended_at = null where id = $1", [hold])
  expect(await mark('{"rows": 0, "already": true}')).toBe("done")
  await here.owner.query("update plan_operations set state = 'planned' where part_id = $1", [part.id])
  await here.owner.query("update holds set ended_at = now() where id = $1", [hold])
  expect(await mark('{"rows": 0}')).toBe("done")
  await end(other)
})

it("when the day of review has come the queue says so, naming nobody", async () => {
  const hold = await set()
  expect(await as(here, officer, holdsToReview)).toEqual([])
  await here.owner.query("update holds set review_on = now()::date - 1 where id = $1", [hold])
  expect(await as(here, officer, holdsToReview)).toMatchObject([
    { id: hold, subjectId: person.actor.subjectId },
  ])
  await end(hold)
  expect(await as(here, officer, holdsToReview)).toEqual([])
})
