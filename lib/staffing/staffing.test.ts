import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import { listDuties } from "@/lib/duties/list-duties"
import { Forbidden, Invalid, NotFound } from "@/lib/errors"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { finishStaffDuty } from "@/lib/staffing/access-review"
import { staffRound } from "@/lib/staffing/staff-round"
import { listTrainings, publishTraining, readTraining } from "@/lib/staffing/trainings"

let world: World
let [admin, second, officer]: Signed<StaffActor>[] = []

beforeAll(async () => {
  world = await openWorld()
  admin = await world.colleague("administrator", "Admin One")
  second = await world.colleague("administrator", "Admin Two")
  officer = await world.colleague("officer", "Officer One")
})
afterAll(() => world.end())

const TODAY = dayIn(new Date(), "Asia/Bishkek")
const act = <T>(who: Signed<StaffActor> | undefined, work: Parameters<typeof world.as<T>>[1]) => {
  if (!who) throw new Error("nobody")
  return world.as(who, work)
}
const fault = (work: Promise<unknown>) =>
  work.then(
    () => "went through",
    (error) => (error instanceof Invalid ? error.fields : error),
  )
const [year = "", month = "", day = ""] = addDays(TODAY, 10).split("-")
const rules = {
  titles: { ky: "", ru: "Правила защиты", en: "" },
  texts: { ky: "", ru: "Первое.\n\nВторое.", en: "" },
  roles: ["officer"],
  due: { day, month, year },
}
const publish = (who: typeof admin, change: Partial<typeof rules> = {}) =>
  act(who, (ctx) => publishTraining(ctx, { ...rules, ...change }))
const open = async (who: typeof admin, kind: string) =>
  (await act(who, listDuties)).open.filter((duty) => duty.kind === kind)
const finish = (who: typeof admin, duty: string | undefined, answers: Record<string, string>) =>
  act(who, (ctx) => finishStaffDuty(ctx, { duty: duty ?? "", answers, note: "" }))
const entries = async (name: string, object: string) =>
  (
    await world.owner.query(
      "select id from ledger_inbox where convert_from(leaf, 'utf8')::json ->> 'act' = $1 and convert_from(leaf, 'utf8')::json ->> 'object' = $2",
      [name, object],
    )
  ).rowCount

it("an administrator publishes rules, everybody of the role acknowledges them, later joiners too, and it shows who has not", async () => {
  expect(await fault(publish(officer))).toEqual(new Forbidden())
  const nothing = { ky: "", ru: "", en: "" }
  expect(await fault(publish(admin, { titles: nothing, texts: nothing, roles: ["guest"] }))).toEqual({
    title_ky: { code: "required" },
    text_ky: { code: "required" },
    roles: { code: "choose_one" },
  })
  expect(await fault(publish(admin, { due: { day: "1", month: "1", year: "2020" } }))).toEqual({
    due: { code: "day_past" },
  })
  const id = await publish(admin)
  expect(await entries("training.published", id)).toBe(1)
  const joined = await world.colleague("officer", "Officer Two")
  await staffRound(world.house)
  await staffRound(world.house)
  const duties = await open(officer, "training")
  expect(duties.map(({ assignedName, dueOn }) => [assignedName, dueOn]).sort()).toEqual([
    ["Officer One", addDays(TODAY, 10)],
    ["Officer Two", addDays(TODAY, 10)],
  ])
  const mine = duties.find(({ assignedName }) => assignedName === "Officer One")
  expect(mine?.document.title).toEqual({ ky: "Правила защиты", ru: "Правила защиты", en: "Правила защиты" })
  expect(await fault(finish(joined, mine?.id, { read: "yes" }))).toEqual(new Forbidden("not_yours"))
  expect(await fault(finish(officer, mine?.id, { read: "no" }))).toEqual({
    "answers.read": { code: "duty_must" },
  })
  await finish(officer, mine?.id, { read: "yes" })
  await staffRound(world.house)
  expect(await act(admin, listTrainings)).toMatchObject([{ id, done: 1, all: 2 }])
  const { members } = await act(admin, (ctx) => readTraining(ctx, id))
  expect(members).toMatchObject([
    { name: "Officer Two", doneAt: null },
    { name: "Officer One", doneAt: expect.any(Date) },
  ])
  expect(await fault(act(officer, listTrainings))).toEqual(new Forbidden())
  expect(await fault(act(admin, (ctx) => readTraining(ctx, crypto.randomUUID())))).toEqual(new NotFound())
})

it("what was published is nobody's to change, and none but an administrator publishes, by the wall alone", async () => {
  const wall = (who: typeof admin, sql: string) =>
    fault(act(who, ({ db }) => db.execute(sql))).then((error) => error.cause?.code ?? error.code ?? error)
  const row = `insert into trainings (id, document, hash, roles, due_on, published_by) values (gen_random_uuid(), '{}', '\\x00', '{officer}', current_date, '${officer?.actor.accountId}')`
  expect(await wall(officer, row)).toBe("42501")
  expect(await wall(admin, row)).toBe("42501")
  expect(await wall(admin, "update trainings set document = '{}'")).toBe("42501")
})

it("each colleague's access comes up at the policy's interval; somebody else keeps it or ends it at once", async () => {
  const review = async (who: typeof admin, whose: typeof admin) =>
    (await open(who, "access_review")).find(({ about }) => about === whose?.actor.accountId)
  const leaver = await world.colleague("officer", "Leaver")
  await staffRound(world.house)
  expect(await review(admin, leaver)).toMatchObject({ dueOn: addPeriod(TODAY, "P6M"), role: "administrator" })
  const own = await review(admin, admin)
  expect(await fault(finish(admin, own?.id, { keep: "yes" }))).toEqual(new Forbidden("own_access"))
  const done = (by: string) =>
    `update duty_tasks set answers = '{}', done_at = now(), done_by = '${by}' where id = '${own?.id}'`
  const wall = await fault(act(admin, ({ db }) => db.execute(done(admin?.actor.accountId ?? ""))))
  expect(wall.cause?.code ?? wall.code).toBe("UK022")
  await finish(second, own?.id, { keep: "yes" })
  expect(await fault(finish(officer, (await review(admin, leaver))?.id, { keep: "no" }))).toEqual(
    new Forbidden(),
  )
  await finish(admin, (await review(admin, leaver))?.id, { keep: "no" })
  const { rows } = await world.owner.query("select disabled_at from accounts where id = $1", [
    leaver.actor.accountId,
  ])
  expect(rows).toEqual([{ disabled_at: expect.any(Date) }])
  await staffRound(world.house)
  expect(await review(admin, leaver)).toBeUndefined()
  expect(await review(admin, admin)).toMatchObject({ dueOn: addPeriod(TODAY, "P6M") })
})
