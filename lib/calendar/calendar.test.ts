import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { approveCalendar, sendBackCalendar } from "@/lib/calendar/approve"
import { calendarPage, warningsFor } from "@/lib/calendar/calendar-page"
import { changeDraft, discardDraft } from "@/lib/calendar/draft"
import { addDay, addYear, confirmDays, removeDay, setWeekend } from "@/lib/calendar/edit"
import type { Entry } from "@/lib/calendar/entries"
import { proposeCalendar } from "@/lib/calendar/propose"
import { warnAdministrators } from "@/lib/calendar/warn-administrators"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, Forbidden, NotAllowedNow } from "@/lib/errors"
import type { Calendar } from "@/lib/policy/calendar-schema"
import { inForce } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import { answerBy } from "@/lib/requests/answer-by"
import { as, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here.close())

const MARCH = new Date("2026-03-02T06:00:00Z")
const title = { ky: "Күн", ru: "День", en: "Day" }
const REASON = "Order of the Cabinet of Ministers, 1 March 2026"

/** Runs as a member of staff, on 2 March 2026 unless told otherwise. */
const on = async <T>(
  who: Parameters<TestDeployment["staff"]>[0],
  work: (ctx: Ctx<StaffActor>) => Promise<T>,
  now = MARCH,
) => as(here, await here.staff(who), (ctx: Ctx<StaffActor>) => work({ ...ctx, now }))

const edit = (change: (calendar: Calendar) => Calendar) => on("admin", (ctx) => changeDraft(ctx, change))
const page = (now?: Date) => on("admin", calendarPage, now)
const propose = (version: number, reason = REASON) =>
  on("admin", (ctx) => proposeCalendar(ctx, { version, reason }))
const approve = (version: number) => on("approver", (ctx) => approveCalendar(ctx, { version }))
/** Proposed by the administrator as it stands, and approved. */
const publish = async () => {
  const version = (await page()).draft?.version ?? 0
  await propose(version)
  return approve(version + 1)
}
const dayOff = (date: string, more: Partial<Entry> = {}) => {
  const entry = { kind: "moved" as const, title, source: "An act", confirmed: true, ...more }
  return (calendar: Calendar) => addDay(calendar, 2026, { ...entry, typed: typedAs(date) })
}

it("an administrator writes a draft and sees what it changes, an approver publishes it, and only requests opened since are counted by it", async () => {
  const before = await signLetter(here, 1, { right: "erasure", categories: ["contact_persons"] })
  const first = await page()
  expect([first.draft, first.editions.map(({ number, by }) => [number, by])]).toEqual([null, [[1, []]]])
  await edit(dayOff("2026-03-09"))
  await edit((calendar) => setWeekend(calendar, [7]))
  const { draft, calendar } = await page()
  expect(draft?.changes).toEqual([
    { what: "weekday", day: 6, now: "working" },
    { what: "day", date: "2026-03-09", now: "off", title },
  ])
  expect(draft?.samples.map(({ receivedOn, before, after }) => [receivedOn, before, after])).toEqual([
    ["2026-03-02", "2026-03-11", "2026-03-11"],
    ["2026-03-08", "2026-03-17", "2026-03-17"],
  ])
  expect(calendar.weekend).toEqual([7])
  const held = () => inForce(drizzle(here.owner))
  expect((await held()).calendar.weekend).toEqual([6, 7])
  const version = draft?.version ?? 0
  expect(await fieldsOf(propose(version, " no "))).toEqual({
    reason: { code: "calendar_reason", values: { min: 10 } },
  })
  await expect(propose(version - 1)).rejects.toEqual(new Conflict("stale_page"))
  await expect(approve(version)).rejects.toEqual(new Conflict("stale_page"))
  await propose(version)
  await expect(propose(version)).rejects.toEqual(new Conflict("stale_page"))
  expect(await approve(version + 1)).toBe(2)
  await expect(approve(version + 1)).rejects.toEqual(new Conflict("stale_page"))
  const after = await held()
  expect([after.calendar.weekend, after.calendar.edition]).toEqual([[7], 2])
  expect(answerBy(after, "erasure", new Date("2026-03-05T06:00:00Z")).dueOn).toBe("2026-03-14")
  const { rows } = await here.owner.query(
    "select r.number, r.reason, r.published_by is not null as named from request_parts p join reference_editions r on r.id = p.calendar_id where p.id = $1",
    [before.id],
  )
  expect(rows).toEqual([{ number: 1, reason: null, named: false }])
  const later = await page()
  expect(later.draft).toBeNull()
  expect(
    later.editions.map(({ number, reason, by, approvedBy }) => [number, reason, by, approvedBy]),
  ).toEqual([
    [2, REASON, ["Demo admin"], "Demo approver"],
    [1, null, [], null],
  ])
  const entries = await here.owner.query(
    "select convert_from(leaf, 'utf8')::json->>'act' as act from ledger_inbox",
  )
  const acts = entries.rows.map(({ act }) => act).filter((act) => act.startsWith("calendar."))
  expect(acts).toEqual(["calendar.proposed", "calendar.published"])
})

it("an approver sees a draft once it is proposed, sends it back with words, and what is changed is proposed anew", async () => {
  const seen = async () => (await on("approver", calendarPage)).draft
  await edit(dayOff("2026-03-12"))
  expect(await seen()).toBeNull()
  const version = (await page()).draft?.version ?? 0
  await propose(version)
  expect(await seen()).toMatchObject({
    ...{ version: version + 1, reason: REASON, authors: ["Demo admin"], mayApprove: true, sentBack: null },
    changes: [{ what: "day", date: "2026-03-12", now: "off", title }],
  })
  const sendBack = (why: string) =>
    on("approver", (ctx) => sendBackCalendar(ctx, { version: version + 1, why }))
  expect(await fieldsOf(sendBack("no"))).toEqual({ why: { code: "calendar_reason", values: { min: 10 } } })
  await sendBack("The act names the thirteenth")
  expect(await seen()).toBeNull()
  expect((await page()).draft).toMatchObject({
    ...{ sentBack: "The act names the thirteenth", proposedAt: null, reason: REASON },
  })
  await propose(version + 2)
  await edit(dayOff("2026-03-13"))
  // What is being written again is not there for an approver.
  await expect(approve(version + 4)).rejects.toEqual(new Conflict("stale_page"))
  await on("admin", discardDraft)
})

it("a start with an unchanged folder leaves the staff's calendar in force, and of a newer one takes only the new years", async () => {
  const folder = await readPolicy("policies/somo")
  const { dataMap } = await inForce(drizzle(here.owner))
  await publishPolicy(drizzle(here.owner), folder, dataMap)
  expect((await inForce(drizzle(here.owner))).calendar.weekend).toEqual([7])
  const newer = { ...folder, calendar: addYear({ ...folder.calendar, weekend: [5, 6] }, "2028") }
  await publishPolicy(drizzle(here.owner), newer, dataMap)
  await publishPolicy(drizzle(here.owner), newer, dataMap)
  const { calendar } = await inForce(drizzle(here.owner))
  expect([calendar.weekend, calendar.years.map(({ year }) => year), calendar.edition]).toEqual([
    [7],
    [2025, 2026, 2027, 2028],
    3,
  ])
})

it("says beside the field why a day or a year cannot be entered, and changes nothing", async () => {
  await edit(dayOff("2026-10-05"))
  const typed = (day: string, month: string, year: string) =>
    fieldsOf(
      edit((calendar) =>
        addDay(calendar, 2026, {
          kind: "lunar",
          title,
          source: "",
          confirmed: true,
          typed: { day, month, year },
        }),
      ),
    )
  expect(await typed("5", "10", "2026")).toEqual({ date: { code: "day_named_already" } })
  expect(await typed("30", "4", "2026")).toEqual({ date: { code: "day_named_already" } })
  expect(await typed("31", "2", "2026")).toEqual({ date: { code: "day_impossible" } })
  expect(await typed("1", "1", "2027")).toEqual({
    date: { code: "day_of_another_year", values: { year: 2026 } },
  })
  expect(await typed("", "", "")).toEqual({ date: { code: "required" } })
  const year = (text: string) => fieldsOf(edit((calendar) => addYear(calendar, text)))
  expect(await year("2027")).toEqual({ newYear: { code: "year_exists" } })
  expect(await year("27")).toEqual({ newYear: { code: "year_shape", values: { from: 2000, to: 2100 } } })
  expect(await fieldsOf(edit((calendar) => setWeekend(calendar, [1, 2, 3, 4, 5, 6, 7])))).toEqual({
    weekend: { code: "no_working_day" },
  })
  expect(await fieldsOf(edit((calendar) => confirmDays(calendar, 2027, "lunar", "An act")))).toEqual({
    what: { code: "no_lunar_day" },
  })
  expect((await page()).draft?.changes).toEqual([{ what: "day", date: "2026-10-05", now: "off", title }])
  await edit((calendar) => removeDay(calendar, 2026, "2026-10-05"))
  await expect(edit((calendar) => removeDay(calendar, 2026, "2026-10-05"))).rejects.toBeInstanceOf(Conflict)
  const { draft } = await page()
  await expect(propose(draft?.version ?? 0)).rejects.toEqual(new NotAllowedNow("calendar_same"))
  await on("admin", discardDraft)
  expect((await page()).draft).toBeNull()
})

it("one more year carries the fixed days over, unconfirmed, without the lunar and the moved", async () => {
  const { calendar } = await inForce(drizzle(here.owner))
  const [, of2026] = calendar.years
  const year = addYear(calendar, "2029").years.at(-1)
  expect(year?.holidays.every(({ confirmed }) => !confirmed)).toBe(true)
  expect(year?.holidays.some(({ kind }) => kind === "lunar" || kind === "moved")).toBe(false)
  expect(year?.holidays).toHaveLength(19)
  expect(year?.shortDays.map(({ date }) => date)).toEqual([
    "2029-02-23",
    "2029-04-07",
    "2029-04-30",
    "2029-12-31",
  ])
  expect(of2026?.holidays.filter(({ kind }) => kind === "lunar")).toHaveLength(2)
})

it("warns of lunar days until they are confirmed, of a missing year 90 days before it refuses, and only the administrator", async () => {
  const kinds = async (now: Date) =>
    (await on("admin", warningsFor, now)).map(
      (each) => `${each.kind} ${each.year} ${"from" in each ? each.from : ""}`,
    )
  expect(await kinds(MARCH)).toEqual(["lunar 2026 ", "lunar 2027 "])
  expect(await on("officer", warningsFor)).toEqual([])
  await edit((calendar) => confirmDays(calendar, 2026, "lunar", "Ministry of Labour, 20 May 2026"))
  const { draft } = await page()
  expect(draft?.changes).toEqual([
    {
      what: "confirmed",
      date: "2026-05-27",
      title: { ky: "Курман айт", ru: "Курман айт", en: "Kurman Ait" },
    },
    { what: "lunar", year: 2026 },
  ])
  await publish()
  expect(await kinds(MARCH)).toEqual(["lunar 2027 "])
  expect(await kinds(new Date("2028-08-01T06:00:00Z"))).toEqual(["lunar 2028 "])
  expect(await kinds(new Date("2028-11-01T06:00:00Z"))).toEqual(["missing 2029 2028-12-02", "lunar 2028 "])
})

it("writes to the administrators that the calendar waits, once a week, and not when all is well", async () => {
  const told = async () =>
    (
      await here.owner.query(
        "select key_owner, channel, language from outbox where template = 'calendar_warning'",
      )
    ).rows
  await warnAdministrators(here.house)
  await warnAdministrators(here.house)
  const { actor } = await here.staff("admin")
  const once = { key_owner: actor.accountId, channel: "email", language: "ru" }
  expect(await told()).toEqual([once])
  await here.owner.query("update outbox set created_at = now() - interval '8 days'")
  await warnAdministrators(here.house)
  expect(await told()).toEqual([once, once])
  await here.owner.query("update outbox set created_at = now() - interval '8 days'")
  const title = { ky: "Курман айт", ru: "Курман айт", en: "Kurman Ait" }
  await edit((calendar) => {
    const years = calendar.years.map(({ year }) => year)
    const year = Math.max(...years)
    const sure = (all: Calendar, each: number) => {
      const typed = { day: "11", month: "6", year: String(each) }
      const lunar = { kind: "lunar" as const, title, source: "An act", confirmed: true, typed }
      const named = all.years.find((one) => one.year === each)?.holidays.some(({ kind }) => kind === "lunar")
      return confirmDays(named ? all : addDay(all, each, lunar), each, "lunar", "An act")
    }
    const later = addYear(addYear(calendar, String(year + 1)), String(year + 2))
    return later.years.reduce((all, each) => sure(all, each.year), later)
  })
  await publish()
  await warnAdministrators(here.house)
  expect(await told()).toEqual([once, once])
})

it("nobody but the administrator writes the calendar, and nobody who wrote it publishes it, in the verb and in the database", async () => {
  for (const who of ["officer", "approver", "steward", "auditor"] as const) {
    await expect(on(who, (ctx) => changeDraft(ctx, (calendar) => calendar))).rejects.toBeInstanceOf(Forbidden)
    await expect(
      on(who, (ctx) => proposeCalendar(ctx, { version: 1, reason: REASON })),
    ).rejects.toBeInstanceOf(Forbidden)
    await expect(on(who, discardDraft)).rejects.toBeInstanceOf(Forbidden)
    expect((await on(who, calendarPage)).mayEdit).toBe(false)
  }
  for (const who of ["officer", "admin", "steward", "auditor"] as const)
    await expect(on(who, (ctx) => approveCalendar(ctx, { version: 1 }))).rejects.toBeInstanceOf(Forbidden)
  await edit(dayOff("2026-04-20"))
  const insert = (kind: string, reason: string | null, by: string, document = "d.document") =>
    `insert into reference_editions (kind, code, number, document, hash, published_by, authors, reason)
     select '${kind}', d.code, 99, ${document}, '', ${by}, d.authors, ${reason === null ? "null" : `'${reason}'`}
     from calendar_drafts d`
  const own = "guard.current_staff()"
  const other = `'${(await here.staff("officer")).actor.accountId}'`
  const refused = async (who: "officer" | "admin" | "approver", text: string) =>
    expect(on(who, (ctx) => ctx.db.execute(text))).rejects.toMatchObject({ code: /42501|23514|UK030/ })
  const touched = async (who: "officer" | "approver", text: string) =>
    (await on(who, (ctx) => ctx.db.execute(text))).rowCount
  // Before it is proposed an approver does not even see it.
  expect(await touched("approver", insert("calendar", REASON, own))).toBe(0)
  await propose((await page()).draft?.version ?? 0)
  expect(await touched("officer", insert("calendar", REASON, own))).toBe(0)
  await refused("admin", insert("calendar", REASON, own))
  await refused("approver", insert("profile", REASON, own))
  await refused("approver", insert("calendar", "Another reason than that", own))
  await refused("approver", insert("calendar", REASON, other))
  await refused("approver", insert("calendar", null, own))
  await refused("approver", insert("calendar", REASON, own, "d.document || '{\"weekend\": []}'"))
  await refused(
    "approver",
    "update calendar_drafts set document = '{}', sent_back = 'words', proposed_at = null",
  )
  expect(await touched("approver", "delete from calendar_drafts")).toBe(0)
  await refused("admin", "update reference_editions set number = 5")
  await refused("admin", "delete from reference_editions")
  await on("admin", discardDraft)
})
