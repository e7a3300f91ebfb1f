import { afterAll, beforeAll, expect, it } from "vitest"
import { askedOf } from "@/lib/accuracy/asked"
import { confirmData } from "@/lib/accuracy/confirm-data"
import { remindPeople, remindPerson, switchReminders } from "@/lib/accuracy/reminders"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Forbidden, NotAllowedNow, NotFound } from "@/lib/errors"
import { openWorld, type World } from "@/lib/requests/cast.fixture"

const cites = [{ clause: "2.2(2)", assumed: true }]
const words = { ky: "Жылына бир", ru: "Раз в год", en: "Once a year" }

let world: World
let borrower: Signed<SubjectActor>

beforeAll(async () => {
  world = await openWorld(40, (folder) => ({
    ...folder,
    policy: { ...folder.policy, accuracy: { confirm: { every: "P1Y", cites, text: words } } },
  }))
  borrower = await world.borrower("+996555000001")
})
afterAll(() => world.end())

const as = <T>(work: (ctx: Ctx<SubjectActor>) => Promise<T>, who = borrower) =>
  asSigned(world.house, who, "test", work)
const asked = () => as((ctx) => askedOf(ctx, ctx.actor.subjectId))
const address = async () =>
  (await asked())?.categories.find(({ code }) => code === "residence_address") ?? null
const fault = (work: Promise<unknown>) =>
  work.then(
    () => "went through",
    (error) => error,
  )
const confirm = (category: string) => as((ctx) => confirmData(ctx, { category }))
const older = (table: string, column: string, by: string) =>
  world.owner.query(`update ${table} set ${column} = ${column} - $1::interval`, [by])
const told = async () =>
  (await world.owner.query("select id from outbox where template = 'still_right'")).rows.length

it("a person says that a kind of data is still right, once in an interval, and no source is touched", async () => {
  expect(await address()).toEqual({ code: "residence_address", saidAt: null, due: true })
  const before = await world.lender.sql("select * from core.customers order by 1")
  await confirm("residence_address")
  expect(await address()).toMatchObject({ due: false, saidAt: expect.any(Date) })
  expect(await fault(confirm("residence_address"))).toEqual(new NotAllowedNow("confirmed_already"))
  for (const nobodyAsks of ["scoring", "contact_persons", "nonsense"])
    expect(await fault(confirm(nobodyAsks))).toEqual(new NotFound())
  expect(await world.lender.sql("select * from core.customers order by 1")).toEqual(before)
  const { rows } = await world.owner.query<{ entries: string }>(
    "select count(*) as entries from confirmations c join ledger_inbox i on convert_from(i.leaf, 'utf8')::json ->> 'object' = c.id::text where convert_from(i.leaf, 'utf8')::json ->> 'act' = 'data.confirmed'",
  )
  expect(rows).toEqual([{ entries: "1" }])
  await older("confirmations", "at", "1 year 1 day")
  expect(await address()).toMatchObject({ due: true })
  await confirm("residence_address")
})

it("what a person said is theirs alone to say and nobody's to change", async () => {
  const other = await world.borrower("+996555000002")
  const wall = (sql: string, who = borrower) =>
    fault(as(({ db }) => db.execute(sql), who)).then((error) => error.cause?.code ?? error.code ?? error)
  const row = `insert into confirmations (id, subject_id, category) values (gen_random_uuid(), '${borrower.actor.subjectId}', 'sex')`
  expect(await wall(row, other)).toBe("42501")
  expect(await wall("update confirmations set category = 'sex'")).toBe("42501")
  expect(await wall("delete from confirmations")).toBe("42501")
  const acting = { ...borrower.actor, mandate: { id: "", kind: "heir" as const, rights: null } }
  expect(await fault(as((ctx) => switchReminders({ ...ctx, actor: acting }, { on: false })))).toEqual(
    new Forbidden(),
  )
})

it("is reminded by message once in an interval, however often the round runs, unless switched off", async () => {
  const { subjectId } = borrower.actor
  await remindPerson(world.house, subjectId)
  expect(await told()).toBe(0)
  await older("accounts", "created_at", "1 year 1 day")
  await as((ctx) => switchReminders(ctx, { on: false }))
  await remindPerson(world.house, subjectId)
  expect(await told()).toBe(0)
  await as((ctx) => switchReminders(ctx, { on: true }))
  await remindPeople(world.house)
  const { rows } = await world.owner.query("select key from graphile_worker.jobs where key = $1", [
    `remind-person:${subjectId}`,
  ])
  expect(rows).toHaveLength(1)
  await Promise.all([remindPerson(world.house, subjectId), remindPerson(world.house, subjectId)])
  expect(await told()).toBe(1)
  await older("accuracy_reminders", "asked_at", "1 year 1 day")
  for (const { code } of ((await asked())?.categories ?? []).filter(({ due }) => due)) await confirm(code)
  await remindPerson(world.house, subjectId)
  expect(await told()).toBe(1)
})
