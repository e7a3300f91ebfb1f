import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { readBulk } from "@/lib/disclosures/bulk"
import { approveBulk, askBulk, keepBulkCount, proposeBulk, sendBulkBack } from "@/lib/disclosures/bulk-steps"
import { type EnteredBulk, enterBulk, keysInCsv, prepareBulk } from "@/lib/disclosures/enter-bulk"
import { NO_DAY, PNG, refusalOf, TODAY, today } from "@/lib/disclosures/entry.fixture"
import { myDisclosures } from "@/lib/disclosures/register"
import { registerBulk } from "@/lib/disclosures/register-bulk"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { workRun } from "@/lib/runs/work"

let world: World
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>
let person: Signed<SubjectActor>
let another: Signed<SubjectActor>
let customers: string[]

beforeAll(async () => {
  world = await openWorld(12)
  officer = await world.colleague("officer")
  approver = await world.colleague("approver")
  person = await world.borrower("+996555000001")
  another = await world.borrower("+996555000002")
  const keys = await Promise.all(
    ["1", "2", "3"].map((n) => world.lender.sources.of("lender").find("phone", `+99655500000${n}`)),
  )
  customers = keys.flat()
})
afterAll(() => world.end())

const entered = (over: Partial<EnteredBulk> = {}): EnteredBulk => ({
  ...{ named: "«Үлгү карыз» ЖЧКсы", ground: "default", purpose: "collection", number: "Ц-7", date: TODAY },
  ...{ words: "Карыз сатылды", evidence: { name: "contract.png", bytes: PNG } },
  ...{ categories: ["name", "mobile_phone"], sources: ["lender"], from: NO_DAY, to: NO_DAY },
  keys: keysInCsv(`\ufeff"customer_id";"sum"\r\n${customers.map((key) => `${key};100`).join("\r\n")}`),
  ...over,
})
const enter = async (over: Partial<EnteredBulk> = {}) => {
  const ready = await prepareBulk(world.house, officer, entered(over))
  return world.as(officer, (ctx) => enterBulk(ctx, ready))
}
const mine = (who: Signed<SubjectActor>) => asSigned(world.house, who, "mine", (ctx) => myDisclosures(ctx))
const rows = async (text: string, values: unknown[] = []) => (await world.owner.query(text, values)).rows

test("many people's data goes in one act that two people agreed to: each is told and registered once, however often it is killed", async () => {
  const bare = {
    named: " ",
    ground: "consent",
    number: "",
    date: NO_DAY,
    evidence: null,
    sources: [],
    keys: "",
  }
  expect(await refusalOf(enter(bare))).toEqual({
    ...{ named: "required", ground: "ground_required", number: "required", date: "required" },
    ...{ evidence: "scan_needed", sources: "choose_one" },
  })
  expect(await refusalOf(enter({ words: " " }))).toEqual({ words: "required" })
  const id = await enter()
  await expect(world.as(officer, (ctx) => proposeBulk(ctx, id))).rejects.toThrow(NotAllowedNow)
  const counted = await askBulk(world.house, officer, id)
  expect(counted).toEqual({ lender: 3 })
  await world.as(officer, (ctx) => keepBulkCount(ctx, id, counted))
  await world.as(officer, (ctx) => proposeBulk(ctx, id))
  await expect(world.as(officer, (ctx) => approveBulk(ctx, id))).rejects.toThrow(Forbidden)
  const forged = world.as(officer, (ctx) =>
    ctx.db.execute(
      `update bulk_disclosures set state = 'approved', approved_by = '${approver.actor.accountId}' where id = '${id}'`,
    ),
  )
  await expect(forged).rejects.toMatchObject({ code: "UK031" })
  await world.as(approver, (ctx) => sendBulkBack(ctx, id))
  await world.as(officer, (ctx) => proposeBulk(ctx, id))
  await world.as(approver, (ctx) => approveBulk(ctx, id))
  await expect(world.as(approver, (ctx) => approveBulk(ctx, id))).rejects.toThrow(NotAllowedNow)

  const { runId } = await world.as(officer, (ctx) => readBulk(ctx, id))
  await registerBulk(world.house, id)
  expect(await rows("select 1 from disclosures")).toEqual([])
  await workRun(world.house, runId ?? "")
  // Told already, and not yet in the register: the person reads it all the same.
  expect(await mine(another)).toMatchObject([{ id, recipient: "«Үлгү карыз» ЖЧКсы" }])
  await registerBulk(world.house, id)
  // As if killed before it knew how far it came.
  await world.owner.query(
    "begin; set local session_replication_role = replica; update bulk_disclosures set state = 'approved', cursor = null, registered = 0; commit",
  )
  await registerBulk(world.house, id)
  await registerBulk(world.house, id)
  expect(await world.as(officer, (ctx) => readBulk(ctx, id))).toMatchObject({ state: "done", registered: 2 })
  expect(
    await rows("select count(*)::int as n, count(distinct subject_id)::int as people from disclosures"),
  ).toEqual([{ n: 2, people: 2 }])
  expect(await rows("select count(*)::int as n from run_people where run_id = $1", [runId])).toEqual([
    { n: 3 },
  ])
  for (const who of [person, another])
    expect(await mine(who)).toMatchObject([
      {
        ...{ recipient: "«Үлгү карыз» ЖЧКсы", categories: ["name", "mobile_phone"], ground: "default" },
        ...{ document: { number: "Ц-7", date: today }, words: "Карыз сатылды" },
      },
    ])
})

test("no row of an act stands in the register that two people did not agree to, and no run tells of it", async () => {
  const id = await enter()
  const { editionId } = await world.as(officer, (ctx) => readBulk(ctx, id))
  const row = `insert into disclosures (subject_id, recipient, categories, purpose, ground, edition_id, bulk_id, recorded_by, explanation)
    values ('${person.actor.subjectId}', '«Үлгү карыз» ЖЧКсы', '{name,mobile_phone}', 'collection', 'default', '${editionId}', '${id}',
      '${officer.actor.accountId}', 'x')`
  await expect(world.as(officer, (ctx) => ctx.db.execute(row))).rejects.toMatchObject({ code: "UK031" })
  const run = `insert into notice_runs (id, kind, object, template, parameters, channels, audience, opened_by)
    values ('${randomUUID()}', 'disclosure', '${id}', 'disclosed_many', '{}', '{email}', '{}', '${officer.actor.accountId}')`
  await expect(world.as(officer, (ctx) => ctx.db.execute(run))).rejects.toMatchObject({ code: "UK031" })
})
