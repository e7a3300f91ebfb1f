import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, test } from "vitest"
import { withoutPolicies } from "@/db/testing/without-policies"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { addDays, addMonths } from "@/lib/deadlines/day"
import { answerPermission } from "@/lib/disclosures/answer-permission"
import { askPermission, type EnteredPermission, preparePermission } from "@/lib/disclosures/ask-permission"
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
import { hashOfText, permissionText } from "@/lib/disclosures/permission-text"
import { findProcessor, processorsOn } from "@/lib/disclosures/processors"
import { disclosuresOf, listDisclosures, myDisclosures } from "@/lib/disclosures/register"
import { registerColumns, registerCsv } from "@/lib/disclosures/register-csv"
import { remindProcessors } from "@/lib/disclosures/remind-processors"
import { reviewDisclosure } from "@/lib/disclosures/review-disclosure"
import { withdrawPermission } from "@/lib/disclosures/withdraw-permission"
import { listSecret, secretToReview } from "@/lib/disclosures/withheld"
import { myPermissions, permissionsOf } from "@/lib/disclosures/written-permissions"
import { listDuties } from "@/lib/duties/list-duties"
import { Conflict, Forbidden, NotAllowedNow, NotFound } from "@/lib/errors"
import { publishPolicy } from "@/lib/policy/publish-folder"
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
  await withoutPolicies(world.owner, async () => {
    expect(await mine()).toEqual([])
    expect(await world.as(administrator, (ctx) => listDisclosures(ctx))).toEqual([])
  })
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
  expect(await mine()).toContainEqual(
    expect.objectContaining({ recipient: "Үлгү иштетүүчү", processorId: id }),
  )

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
  const byName = { ...through, ...explained, whom: NAMED, named: "үлгү иштетүүчү" }
  expect(await refusalOf(enterAs(world, officer, byName))).toEqual({ whom: "no_contract_then" })
  const byHand = world.as(officer, (ctx) =>
    ctx.db.execute(
      `insert into disclosures (subject_id, recipient, categories, purpose, ground, edition_id, processor_id, recorded_by)
       select '${person.actor.subjectId}', 'x', '{pin}', 'contract', 'third_party_review', id, '${id}',
         '${officer.actor.accountId}' from policy_editions`,
    ),
  )
  await expect(byHand).rejects.toMatchObject({ code: "UK031" })
})

test("a contract that ends within thirty days is somebody's duty, once for each last day", async () => {
  const at = (days: number) =>
    enteredProcessor(policy, { until: typed(addDays(today, days)), name: `Шарт ${days}` })
  const [soon] = [
    await world.as(administrator, (ctx) => addProcessor(ctx, at(20))),
    await world.as(administrator, (ctx) => addProcessor(ctx, at(40))),
  ]
  await remindProcessors(world.house)
  await remindProcessors(world.house)
  const duties = async () =>
    (await world.as(administrator, listDuties)).open.map(({ about, dueOn, role }) => ({ about, dueOn, role }))
  const first = { about: soon, dueOn: addDays(today, 20), role: "administrator" }
  expect(await duties()).toEqual([first])
  await world.as(administrator, (ctx) => changeProcessor(ctx, { ...at(400), id: soon }))
  await remindProcessors(world.house)
  expect(await duties()).toEqual([first])
})

test("the register is taken as CSV by days of the zone, without what is withheld from the role, and with nobody's name", async () => {
  await world.owner.query("delete from disclosures")
  const open = given({ ...explained, whom: "bank", items: "4", withoutConsent: true })
  const id = await enterAs(world, officer, open)
  const secret = { ...open, secrecy: "SECRECY_BY_LAW", review: typed(addDays(today, 30)) }
  await enterAs(world, officer, secret)
  const lines = async (who: Signed<StaffActor>) => {
    let text = ""
    for await (const piece of registerCsv(world.house, who)) text += piece
    return text.trimEnd().split("\r\n")
  }
  const [head, ...all] = await lines(auditor)
  expect(head).toBe(`\ufeff${registerColumns.map((column) => `"${column}"`).join(",")}`)
  expect(all).toHaveLength(2)
  const [only, ...rest] = (await lines(administrator)).slice(1)
  expect(rest).toEqual([])
  expect(await withoutPolicies(world.owner, () => lines(administrator))).toEqual([head, only])
  const person8 = person.actor.subjectId.slice(0, 8)
  expect(only).toBe(
    `"${id}","${today}","${person8}","банки","Имя и фамилия; Отчество","4","иной случай, не противоречащий закону",` +
      `"иной случай, не противоречащий закону","2.3(6)","","","","","",""`,
  )
  const forbidden = lines(await world.colleague("steward"))
  await expect(forbidden).rejects.toThrow(Forbidden)
})

test("a written permission is asked for, signed over its words or refused, carries a disclosure, and ends with one button", async () => {
  const qlever = await readPolicy("policies/qlever")
  await publishPolicy(drizzle(world.owner), qlever, world.lender.map)
  policy = qlever.policy
  const subject = person.actor.subjectId
  const ask = async (over: Partial<EnteredPermission> = {}) => {
    const ready = await preparePermission(world.house, officer, {
      ...{
        subject,
        whom: NAMED,
        named: "Үлгү дүкөнү",
        categories: ["name", "email"],
        reason: "Сыйлык тапшыруу",
      },
      ...{ until: typed(addMonths(today, 3)), paper: false, given: NO_DAY, evidence: null, ...over },
    })
    return world.as(officer, (ctx) => askPermission(ctx, ready))
  }
  expect(await refusalOf(ask({ named: "", reason: " ", until: typed("2020-01-01"), paper: true }))).toEqual({
    ...{
      named: "required",
      reason: "required",
      until: "day_past",
      given: "required",
      evidence: "scan_needed",
    },
  })
  const id = await ask()
  const as = <T>(work: (ctx: Ctx<SubjectActor>) => Promise<T>) => asSigned(world.house, person, "own", work)
  const [asked] = await as((ctx) => myPermissions(ctx, "Asia/Bishkek"))
  expect(asked).toMatchObject({ id, recipient: "Үлгү дүкөнү", state: "asked", reason: "Сыйлык тапшыруу" })
  const through = given({
    ...{ whom: NAMED, named: "Үлгү дүкөнү", categories: ["email"], ground: "written_permission" },
  })
  expect(await refusalOf(enterAs(world, officer, through))).toEqual({ ground: "no_permission_to_give" })

  if (!asked) throw new Error("nothing was asked")
  const text = permissionText(policy, asked, "ky")
  expect(text).toContain("Үлгү дүкөнү")
  const answer = (textHash: string, yes = true) =>
    as((ctx) => answerPermission(ctx, { permission: id, given: yes, textHash }))
  await expect(answer(hashOfText("башка").toString("hex"))).rejects.toThrow(Conflict)
  await answer(hashOfText(text).toString("hex"))
  await expect(answer("", false)).rejects.toThrow(NotAllowedNow)
  await enterAs(world, officer, through)
  expect(await refusalOf(enterAs(world, officer, { ...through, categories: ["email", "payment"] }))).toEqual({
    ground: "no_permission_to_give",
  })
  const forged = world.as(officer, (ctx) =>
    ctx.db.execute(
      `update disclosure_permissions set withdrawn_at = null, given_at = now() where id = '${id}'`,
    ),
  )
  await expect(forged).rejects.toMatchObject({ code: "42501" })

  const another = await world.borrower("+996555000002")
  const byAnother = () => asSigned(world.house, another, "another's", (ctx) => withdrawPermission(ctx, id))
  await expect(byAnother()).rejects.toThrow(NotFound)
  await withoutPolicies(world.owner, () => expect(byAnother()).rejects.toThrow(NotFound))
  await enterAs(world, officer, through)
  await as((ctx) => withdrawPermission(ctx, id))
  await as((ctx) => withdrawPermission(ctx, id))
  expect(await refusalOf(enterAs(world, officer, through))).toEqual({ ground: "no_permission_to_give" })
  const byHand = world.as(officer, (ctx) =>
    ctx.db.execute(
      `insert into disclosures (subject_id, recipient, categories, purpose, ground, edition_id, permission_id, recorded_by)
       select '${subject}', 'Үлгү дүкөнү', '{email}', 'order', 'written_permission', id, '${id}',
         '${officer.actor.accountId}' from policy_editions where policy = 'qlever'`,
    ),
  )
  await expect(byHand).rejects.toMatchObject({ code: "UK031" })
  const other = await ask()
  await as((ctx) => answerPermission(ctx, { permission: other, given: false, textHash: "" }))
  const states = await world.as(auditor, (ctx) => permissionsOf(ctx, subject, "Asia/Bishkek"))
  expect(states.map(({ state }) => state)).toEqual(["refused", "withdrawn"])
})
