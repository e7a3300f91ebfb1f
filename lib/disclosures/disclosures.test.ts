import { afterAll, beforeAll, expect, test } from "vitest"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { addDays, addMonths } from "@/lib/deadlines/day"
import { endProcessor } from "@/lib/disclosures/end-processor"
import {
  enterAs,
  entered,
  enteredProcessor,
  NO_DAY,
  PNG,
  refusalOf,
  TODAY,
  today,
  typed,
} from "@/lib/disclosures/entry.fixture"
import { NAMED, PROCESSOR } from "@/lib/disclosures/entry-checks"
import { addProcessor, changeProcessor } from "@/lib/disclosures/keep-processor"
import { findProcessor, processorsOn } from "@/lib/disclosures/processors"
import { disclosuresOf, listDisclosures, myDisclosures } from "@/lib/disclosures/register"
import { reviewDisclosure } from "@/lib/disclosures/review-disclosure"
import { listSecret, secretToReview } from "@/lib/disclosures/withheld"
import { Forbidden } from "@/lib/errors"
import { readPolicy } from "@/lib/policy/read"
import type { Policy } from "@/lib/policy/schema"
import { openWorld, type World } from "@/lib/requests/cast.fixture"

let world: World
let policy: Policy
let officer: Signed<StaffActor>
let auditor: Signed<StaffActor>
let administrator: Signed<StaffActor>
let person: Signed<SubjectActor>

beforeAll(async () => {
  world = await openWorld(12)
  policy = (await readPolicy("policies/somo")).policy
  officer = await world.colleague("officer")
  auditor = await world.colleague("auditor")
  administrator = await world.colleague("administrator")
  person = await world.borrower("+996555000001")
})
afterAll(() => world.end())

const mine = () => asSigned(world.house, person, "mine", (ctx) => myDisclosures(ctx))
const given = (over: Parameters<typeof entered>[2]) => entered(policy, person.actor.subjectId, over)
const explained = { ground: "other_lawful", purpose: "", words: "Мыйзамдын 12-беренеси" }

test("what went without consent is recorded once that is confirmed, and the person reads to whom, what and why", async () => {
  const bare = given({ ...explained, day: typed(addDays(today, 1)), categories: [], items: "0" })
  expect(await refusalOf(enterAs(world, officer, bare))).toEqual({
    day: "received_in_future",
    categories: "choose_one",
    items: "number_shape",
  })
  const whole = given({ ...explained, whom: "bank", items: "4" })
  expect(await refusalOf(enterAs(world, officer, whole))).toEqual({
    withoutConsent: "confirm_without_consent",
  })
  await expect(enterAs(world, auditor, whole)).rejects.toThrow(Forbidden)
  await expect(enterAs(world, administrator, whole)).rejects.toThrow(Forbidden)
  const id = await enterAs(world, officer, { ...whole, withoutConsent: true })
  expect(await mine()).toEqual([
    {
      ...{ id, recipient: "bank", categories: ["name", "patronymic"], items: 4, purpose: "other_lawful" },
      ...{ ground: "other_lawful", consentId: null, processorId: null, at: expect.any(Date), number: null },
      ...{ document: null, words: "Мыйзамдын 12-беренеси" },
    },
  ])
  const theirs = await world.as(auditor, (ctx) => disclosuresOf(ctx, person.actor.subjectId))
  expect(theirs).toMatchObject([{ id, secret: false, words: "Мыйзамдын 12-беренеси" }])
  await expect(world.as(administrator, (ctx) => disclosuresOf(ctx, person.actor.subjectId))).rejects.toThrow(
    Forbidden,
  )
})

test("a demand under secrecy is hidden from the person and from who administers, seen by the auditor, and shown and told when its ground ends", async () => {
  await world.owner.query("delete from disclosures")
  const demand = given({
    ...{ whom: NAMED, named: "Үлгү соту", ground: "authority_request", purpose: "", number: "17-4" },
    ...{
      date: TODAY,
      withoutConsent: true,
      secrecy: "SECRECY_BY_LAW",
      evidence: { name: "a.png", bytes: PNG },
    },
  })
  expect(await refusalOf(enterAs(world, officer, demand))).toEqual({ review: "required" })
  const late = { ...demand, review: typed(addMonths(today, 13)) }
  expect(await refusalOf(enterAs(world, officer, late))).toEqual({ review: "hold_review_late" })
  const id = await enterAs(world, officer, { ...demand, review: typed(addDays(today, 30)) })
  expect(await mine()).toEqual([])
  const seen = await world.as(auditor, (ctx) => listDisclosures(ctx))
  expect(seen).toMatchObject([{ id, recipient: "Үлгү соту", secret: true, secrecy: "SECRECY_BY_LAW" }])
  expect(await world.as(administrator, (ctx) => listDisclosures(ctx))).toEqual([])
  await expect(world.as(administrator, (ctx) => listSecret(ctx))).rejects.toThrow(Forbidden)
  expect(await world.as(officer, (ctx) => listSecret(ctx))).toMatchObject([{ id, number: null }])
  expect(await world.as(officer, (ctx) => secretToReview(ctx))).toEqual([])

  const review = (keep: boolean, day = NO_DAY) =>
    world.as(officer, (ctx) => reviewDisclosure(ctx, { disclosure: id, keep, review: day }))
  expect(await refusalOf(review(true, TODAY))).toEqual({ review: "day_past" })
  await review(true, typed(addDays(today, 60)))
  expect(await mine()).toEqual([])
  await expect(
    world.as(auditor, (ctx) => reviewDisclosure(ctx, { disclosure: id, keep: false, review: NO_DAY })),
  ).rejects.toThrow(Forbidden)
  await review(false)
  expect(await mine()).toMatchObject([
    { id, recipient: "Үлгү соту", document: { number: "17-4", date: today }, words: null },
  ])
  const told = await world.owner.query("select template from outbox where subject_id = $1", [
    person.actor.subjectId,
  ])
  expect(told.rows).toEqual([{ template: "disclosed" }])
})

test("a processor gets data while its contract is in force, in the verb and in the database, and people read who it is", async () => {
  const wrong = enteredProcessor(policy, {
    name: " ",
    recipient: "nobody",
    until: typed("2019-01-01"),
    country: "",
  })
  expect(await refusalOf(world.as(officer, (ctx) => addProcessor(ctx, wrong)))).toEqual({
    ...{ name: "required", recipient: "choose_one", until: "until_before_from", country: "required" },
  })
  await expect(world.as(auditor, (ctx) => addProcessor(ctx, enteredProcessor(policy)))).rejects.toThrow(
    Forbidden,
  )
  const id = await world.as(administrator, (ctx) => addProcessor(ctx, enteredProcessor(policy)))
  const through = given({
    ...{ whom: `${PROCESSOR}${id}`, ground: "third_party_review", withoutConsent: true },
  })
  await enterAs(world, officer, through)
  expect((await mine())[0]).toMatchObject({ recipient: "Үлгү иштетүүчү", processorId: id })

  const terms = enteredProcessor(policy, { until: typed(addDays(today, 5)), subprocessors: "Көмөкчү" })
  await world.as(officer, (ctx) => changeProcessor(ctx, { ...terms, id }))
  const shown = await asSigned(world.house, person, "shown", (ctx) => processorsOn(ctx, today))
  expect(shown).toEqual([
    {
      ...{ id, name: "Үлгү иштетүүчү", recipient: terms.recipient, service: "Жеткирүү", country: "KG" },
      ...{ categories: terms.categories, subprocessors: "Көмөкчү" },
    },
  ])
  const end = (ended: typeof NO_DAY) => world.as(officer, (ctx) => endProcessor(ctx, { id, ended }))
  expect(await refusalOf(end(typed(addDays(today, 1))))).toEqual({ ended: "day_ahead" })
  await end(typed(addDays(today, -1)))
  expect((await world.as(auditor, (ctx) => findProcessor(ctx, id))).endedOn).toBe(addDays(today, -1))
  expect(await refusalOf(enterAs(world, officer, through))).toEqual({ whom: "no_contract_then" })
  const byHand = world.as(officer, (ctx) =>
    ctx.db.execute(
      `insert into disclosures (subject_id, recipient, categories, purpose, ground, edition_id, processor_id, recorded_by)
       select '${person.actor.subjectId}', 'x', '{pin}', 'contract', 'third_party_review', id, '${id}',
         '${officer.actor.accountId}' from policy_editions`,
    ),
  )
  await expect(byHand).rejects.toMatchObject({ code: "UK031" })
})
