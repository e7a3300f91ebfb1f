import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { withoutPolicies } from "@/db/testing/without-policies"
import type { Ctx, Signed, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { listAlerts, readAlert } from "@/lib/oversight/alerts"
import { closeAlert } from "@/lib/oversight/close-alert"
import { declareTie } from "@/lib/oversight/declare-tie"
import { isNight } from "@/lib/oversight/look-out"
import { recordView } from "@/lib/oversight/record-view"
import { isRefusedView } from "@/lib/oversight/refuse-view"
import { seeReason } from "@/lib/oversight/see-reason"
import { tellAuditors } from "@/lib/oversight/tell-auditors"
import { staffLoginPlace } from "@/lib/people/invitations"
import { inForce } from "@/lib/policy/editions"
import { openWorld, type World } from "@/lib/requests/cast.fixture"

const PHONES = ["+996555000001", "+996555000002", "+996555000003"]

let world: World
let people: Signed<SubjectActor>[]
let officer: Signed<StaffActor>
let relative: Signed<StaffActor>
let auditor: Signed<StaffActor>
let second: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld(10, (folder) => {
    const looking = {
      ...{ cites: [{ clause: "5.5" }], assumed: true as const, relatives: true as const },
      ...{ manyPeople: { people: 2, hours: 24 }, noCase: { people: 1, hours: 24 } },
    }
    return { ...folder, policy: { ...folder.policy, looking } }
  })
  people = await Promise.all(PHONES.map((phone) => world.borrower(phone)))
  officer = await world.colleague("officer", "Demo officer")
  relative = await world.colleague("officer", "Demo relative")
  auditor = await world.colleague("auditor", "Demo auditor")
  second = await world.colleague("auditor", "Demo second")
})
afterAll(() => world?.end())

const subject = (n: number) => people[n]?.actor.subjectId ?? ""
const look = (who: Signed<StaffActor>, n: number, requestNumber: string | null = null) =>
  world.as(who, (ctx) =>
    recordView(ctx, {
      ...{ subjectId: subject(n), categories: ["pin"], requestNumber },
      reason: requestNumber ? null : `she called about loan ${n}`,
    }),
  )
const seenBy = (who: Signed<StaffActor>) => world.as(who, listAlerts)

it("usual looking raises nothing; many people, or many without a request, come before the auditors and nobody else", async () => {
  const part = await world.ask(
    people[0] as Signed<SubjectActor>,
    { right: "question", about: [] },
    "Эмне үчүн?",
  )
  await look(officer, 0, part.number)
  await look(officer, 1)
  await look(officer, 1)
  expect(await seenBy(auditor)).toEqual([])
  const third = await look(officer, 2)
  const raised = (await seenBy(auditor)).sort((a, b) => (a.rule < b.rule ? -1 : 1))
  expect(raised).toMatchObject([
    { rule: "many_people", name: "Demo officer", views: 4, outcome: null },
    { rule: "no_case", name: "Demo officer", views: 3, outcome: null },
  ])
  // What is seen meanwhile joins the alert that stands open.
  await look(officer, 2)
  expect((await seenBy(auditor)).map(({ rule, views }) => `${rule} ${views}`).sort()).toEqual([
    "many_people 5",
    "no_case 4",
  ])
  const [first] = await seenBy(auditor)
  const id = first?.id ?? ""
  const { views } = await world.as(auditor, (ctx) => readAlert(ctx, id))
  expect(views.find((view) => view.id === third)).toMatchObject({
    subjectId: subject(2),
    request: null,
    reason: "hidden",
  })

  for (const other of [officer, await world.colleague("administrator"), await world.colleague("approver")]) {
    await expect(seenBy(other)).rejects.toThrow(Forbidden)
    const rows = await world.as(other, (ctx) => ctx.db.execute("select 1 from alerts"))
    expect(rows.rowCount).toBe(0)
    const write = (ctx: Ctx<StaffActor>) =>
      ctx.db.execute("insert into alert_views select * from alert_views")
    expect(await refusalOf(world.as(other, write))).toBe("42501")
  }
})

it("the reason stands open to the auditor after a view of their own, which tells the person no more than that", async () => {
  const [alert] = await seenBy(auditor)
  const id = alert?.id ?? ""
  const { views } = await world.as(auditor, (ctx) => readAlert(ctx, id))
  const hidden = views.find(({ reason }) => reason === "hidden")
  await world.as(auditor, (ctx) => seeReason(ctx, { alert: id, view: hidden?.id ?? "" }))
  const read = await world.as(auditor, (ctx) => readAlert(ctx, id))
  const opened = read.views.find((view) => view.id === hidden?.id)
  expect(opened?.reason).toMatch(/^she called about loan \d$/)
  await expect(
    world.as(officer, (ctx) => seeReason(ctx, { alert: id, view: hidden?.id ?? "" })),
  ).rejects.toThrow(Forbidden)
})

it("an alert is closed once, with a finding, by an auditor it is not about; looking without reason is the officers' duty", async () => {
  const [alert, other] = await seenBy(auditor)
  const id = alert?.id ?? ""
  const close = (who: Signed<StaffActor>, outcome: string, finding: string) =>
    world.as(who, (ctx) => closeAlert(ctx, { alert: id, outcome, finding }))
  await expect(close(auditor, "", "short")).rejects.toMatchObject({
    fields: { outcome: { code: "choose_one" }, finding: { code: "reason_short", values: { min: 10 } } },
  })
  await expect(close(officer, "justified", "all was in order")).rejects.toThrow(Forbidden)
  await close(auditor, "unjustified", "No call of that day is on record.")
  await expect(close(second, "justified", "all was in order")).rejects.toMatchObject({ code: "alert_closed" })
  expect(await world.as(second, (ctx) => readAlert(ctx, id))).toMatchObject({
    finding: "No call of that day is on record.",
    alert: { outcome: "unjustified", closedBy: "Demo auditor" },
  })
  const duties = await world.owner.query("select kind, role from duty_tasks where about = $1", [id])
  expect(duties.rows).toEqual([{ kind: "breach_candidate", role: "officer" }])
  const sealed = await world.owner.query("select finding from alerts where id = $1", [id])
  expect(sealed.rows[0].finding.includes("record")).toBe(false)
  const reopen = (ctx: Ctx<StaffActor>) =>
    ctx.db.execute(`update alerts set outcome = 'justified' where id = '${id}' returning id`)
  expect((await world.as(auditor, reopen)).rowCount).toBe(0)
  const byOwner = world.owner.query(
    "update alerts set closed_by = staff_id, closed_at = now(), finding = 'x', outcome = 'justified' where id = $1",
    [other?.id],
  )
  expect(await refusalOf(byOwner)).toBe("23514")
})

it("an auditor does not see what is about themselves; another does", async () => {
  for (const n of [0, 1, 2]) await look(auditor, n)
  const own = (await seenBy(second)).filter(({ name }) => name === "Demo auditor")
  expect(own.map(({ rule }) => rule).sort()).toEqual(["many_people", "no_case"])
  const id = own[0]?.id ?? ""
  const finding = { alert: id, outcome: "justified", finding: "all was in order" }
  const isKept = async () => {
    expect((await seenBy(auditor)).some((alert) => alert.id === id)).toBe(false)
    await expect(world.as(auditor, (ctx) => readAlert(ctx, id))).rejects.toThrow("not_found")
    await expect(world.as(auditor, (ctx) => closeAlert(ctx, finding))).rejects.toThrow("not_found")
  }
  await isKept()
  await withoutPolicies(world.owner, isKept)
})

it("a relative tried, and a relative seen before the tie was declared, raise one alert for that person", async () => {
  await look(relative, 1)
  await world.as(relative, (ctx) => declareTie(ctx, { known: PHONES[1] ?? "", kind: "relative" }))
  await world.as(relative, (ctx) => declareTie(ctx, { known: PHONES[2] ?? "", kind: "own" }))
  const about = async () =>
    (await seenBy(second))
      .filter(({ name }) => name === "Demo relative")
      .map(({ rule, subjectId, views }) => ({ rule, subjectId, views }))
  expect(await about()).toEqual([{ rule: "relatives", subjectId: subject(1), views: 1 }])
  for (const n of [1, 2, 2]) await world.as(relative, (ctx) => isRefusedView(ctx, { subjectId: subject(n) }))
  expect((await about()).map(({ subjectId, views }) => [subjectId, views]).sort()).toEqual(
    [
      [subject(1), 1],
      [subject(2), 0],
    ].sort(),
  )
})

it("every auditor is written to once, however often the job runs", async () => {
  const [alert] = await seenBy(second)
  const id = alert?.id ?? ""
  for (const who of [auditor, second])
    await world.owner.query(
      "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', gen_random_uuid()::text::bytea, $2)",
      [
        who.actor.accountId,
        world.house.vault.sealOwn(staffLoginPlace(who.actor.accountId), "a@demo.example"),
      ],
    )
  await Promise.all([tellAuditors(world.house, id), tellAuditors(world.house, id)])
  await tellAuditors(world.house, id)
  const told = await world.owner.query("select key_owner from outbox where template = 'alert_raised'")
  expect(told.rowCount).toBe(2)
})

it("night is outside the hours, and any hour of a day off", async () => {
  const held = await world.as(officer, (ctx) => inForce(ctx.db))
  const hours = { from: "07:00", to: "21:00" }
  const at = (local: string) => isNight(held, hours, new Date(`${local}+06:00`))
  expect([
    at("2026-03-02T07:00"),
    at("2026-03-02T20:59"),
    at("2026-03-02T21:00"),
    at("2026-03-02T06:59"),
  ]).toEqual([...[false, false, true, true]])
  expect([at("2026-03-01T12:00"), at("2026-05-01T12:00")]).toEqual([true, true])
})
