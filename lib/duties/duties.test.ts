import { afterAll, beforeAll, expect, it } from "vitest"
import { asWorker, type Signed, type StaffActor } from "@/lib/context"
import { addDays, dayIn, weekday } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import type { DutyDocument } from "@/lib/duties/duty"
import { finishDuty } from "@/lib/duties/finish-duty"
import { listDuties, readDuty } from "@/lib/duties/list-duties"
import { type NewDuty, openDuty } from "@/lib/duties/open-duty"
import { takeDuty } from "@/lib/duties/take-duty"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { openMessage } from "@/lib/notices/send"
import { shutOut } from "@/lib/people/shut-out"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { sendDigests } from "@/lib/requests/staff-digest"

let world: World
let [officer, another, admin, auditor]: Signed<StaffActor>[] = []

beforeAll(async () => {
  world = await openWorld()
  officer = await world.colleague("officer", "Officer One")
  another = await world.colleague("officer", "Officer Two")
  admin = await world.colleague("administrator")
  auditor = await world.colleague("auditor")
})
afterAll(() => world.end())

const words = (en: string) => ({ ky: en, ru: en, en })
const document: DutyDocument = {
  title: words("Review of delivery addresses"),
  questions: [
    { code: "needed", text: words("Still needed?") },
    { code: "read", text: words("Rules read?"), must: "yes" },
  ],
}
const TODAY = dayIn(new Date(), "Asia/Bishkek")
const set = async (duty: Partial<NewDuty> & { about: string }) => {
  await asWorker(world.house, "test", null, (ctx) =>
    openDuty(ctx, { kind: "review", document, role: "officer", dueOn: addDays(TODAY, 30), ...duty }),
  )
  const { rows } = await world.owner.query<{ id: string }>(
    "select id from duty_tasks where about = $1 and done_at is null order by at desc limit 1",
    [duty.about],
  )
  return rows[0]?.id ?? ""
}
const known = (who: Signed<StaffActor> | undefined) => {
  if (!who) throw new Error("nobody")
  return who
}
const act = <T>(who: Signed<StaffActor> | undefined, work: Parameters<typeof world.as<T>>[1]) =>
  world.as(known(who), work)
const finish = (who: typeof officer, duty: string, answers: Record<string, string>) =>
  act(who, (ctx) => finishDuty(ctx, { duty, answers, note: " as before " }))
const take = (who: typeof officer, duty: string, back = false) =>
  act(who, (ctx) => takeDuty(ctx, { duty, back }))
const faults = (work: Promise<unknown>) =>
  work.then(
    () => "went through",
    (fault) => (fault instanceof Invalid ? fault.fields : fault),
  )
const YES = { needed: "no", read: "yes" }

it("a duty is taken, answered once with every question, recorded, and the next one is set", async () => {
  const id = await set({ about: "addresses", every: "P6M" })
  expect(await set({ about: "addresses" })).toBe(id)
  await take(officer, id)
  expect(await faults(finish(another, id, YES))).toEqual(new Forbidden("not_yours"))
  expect(await faults(take(another, id))).toEqual(new Forbidden("not_yours"))
  expect(await faults(finish(auditor, id, YES))).toEqual(new Forbidden("not_yours"))
  expect(await faults(finish(officer, id, { needed: "maybe", read: "no" }))).toEqual({
    "answers.needed": { code: "choose_one" },
    "answers.read": { code: "duty_must" },
  })
  await finish(officer, id, YES)
  expect(await faults(finish(officer, id, YES))).toEqual(new NotAllowedNow("duty_done"))
  const done = await act(auditor, (ctx) => readDuty(ctx, id))
  expect(done).toMatchObject({ answers: YES, note: "as before", doneByName: "Officer One" })
  const { open } = await act(auditor, listDuties)
  const next = open.filter(({ about }) => about === "addresses")
  expect(next).toMatchObject([{ assignedTo: null, every: "P6M", dueOn: addPeriod(TODAY, "P6M") }])
  const { rows } = await world.owner.query(
    "select convert_from(leaf, 'utf8')::json ->> 'act' as act from ledger_inbox where convert_from(leaf, 'utf8')::json ->> 'object' = $1",
    [id],
  )
  expect(rows).toEqual([{ act: "duty.done" }])
})

it("the wall alone keeps a duty from whoever it is not for, from another name and from being done twice", async () => {
  const id = await set({ about: "wall" })
  await take(officer, id)
  const change = (who: typeof officer, sets: string) =>
    act(who, async ({ db }) => {
      const done = await db.execute(`update duty_tasks set ${sets} where id = '${id}'`)
      return done.rowCount
    }).then(String, ({ code }: { code: string }) => code)
  const ended = (by: string) => `answers = '{}', done_at = now(), done_by = '${by}'`
  const me = known(officer).actor.accountId
  expect(await change(another, "assigned_to = null")).toBe("UK022")
  expect(await change(admin, ended(known(admin).actor.accountId))).toBe("UK022")
  expect(await change(officer, ended(known(another).actor.accountId))).toBe("UK022")
  expect(await change(officer, "due_on = current_date + 400")).toBe("42501")
  expect(await change(officer, ended(me))).toBe("1")
  expect(await change(officer, ended(me))).toBe("0")
})

it("a duty of somebody away or shut out is everybody's of the role again; a personal one is nobody else's", async () => {
  const [leaver, other] = [
    await world.colleague("officer", "Leaver"),
    await world.colleague("officer", "Other"),
  ]
  const id = await set({ about: "left" })
  const own = await set({ about: "training", kind: "training", personalTo: leaver.actor.accountId })
  await take(leaver, id)
  expect(await faults(take(other, own))).toEqual(new Forbidden("not_yours"))
  await world.owner.query(
    "insert into absences (staff_id, deputy_id, from_on, until_on) values ($1, $2, current_date - 1, current_date + 5)",
    [leaver.actor.accountId, known(another).actor.accountId],
  )
  expect(await act(other, (ctx) => readDuty(ctx, id))).toMatchObject({ holderAway: true })
  await take(other, id)
  await take(other, id, true)
  await take(leaver, id)
  await act(admin, (ctx) => shutOut(ctx, leaver.actor.accountId))
  const { open } = await act(other, listDuties)
  expect(open.filter(({ about }) => about === "left" || about === "training")).toMatchObject([
    { id, assignedTo: null },
  ])
})

it("the day's letter tells each colleague of duties near or overdue that are theirs or their role's", async () => {
  await world.owner.query("delete from duty_tasks")
  for (const [index, who] of [officer, auditor].map(known).entries())
    await world.owner.query(
      "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', $2, $3)",
      [
        who.actor.accountId,
        Buffer.from(`hash ${index}`),
        world.house.vault.sealOwn(`staff_login|${who.actor.accountId}`, `${who.actor.role}@demo.example`),
      ],
    )
  const personalTo = known(auditor).actor.accountId
  await set({ about: "soon", dueOn: addDays(TODAY, 3) })
  await set({ about: "far", dueOn: addDays(TODAY, 40), document: { ...document, title: words("Far") } })
  await set({ about: "t", kind: "training", dueOn: addDays(TODAY, -1), personalTo })
  await sendDigests(world.house)
  const { rows } = await world.owner.query(
    "select * from outbox where template = 'digest' order by created_at",
  )
  const delivery = { ...world.house.configuration, organisation: "Сомо" }
  const letters = await Promise.all(
    rows.map(({ key_owner, message_id, ...row }) =>
      openMessage(world.house, delivery, { ...row, keyOwner: key_owner, messageId: message_id }),
    ),
  )
  if (weekday(TODAY) > 5) return expect(letters).toEqual([])
  expect(letters.map(({ to }) => to).sort()).toEqual(["auditor@demo.example", "officer@demo.example"])
  for (const { text } of letters) {
    expect(text).toContain("Задачи со сроком (1)\nReview of delivery addresses, ")
    expect(text).toContain("/admin/duties")
  }
})
