import { afterAll, beforeAll, expect, it } from "vitest"
import { withoutPolicies } from "@/db/testing/without-policies"
import { breachFile } from "@/lib/breaches/breach-file"
import { breachPage } from "@/lib/breaches/breach-page"
import { askHowMany, keepCount } from "@/lib/breaches/count-people"
import type { EnteredBreach } from "@/lib/breaches/entered"
import { listMyBreaches, readMyBreach } from "@/lib/breaches/my-breaches"
import { closeBreach, putForward, releaseBreach, sendBreachBack } from "@/lib/breaches/steps"
import { changeBreach, recordBreach } from "@/lib/breaches/write-breach"
import { asSigned, type Ctx, type StaffActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { listDuties } from "@/lib/duties/list-duties"
import { Invalid } from "@/lib/errors"
import { workRun } from "@/lib/runs/work"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import type { DemoStaff } from "@/lib/testing/open-deployment"
import { typedAs } from "@/lib/testing/typed.fixture"

let here: TestDeployment
const today = dayIn(new Date(), "Asia/Bishkek")

beforeAll(async () => {
  here = await testDeployment({ borrowers: 40 })
})
afterAll(() => here?.close())

const breach = (more: Partial<EnteredBreach> = {}): EnteredBreach => ({
  type: "copying",
  happenedFrom: typedAs(addDays(today, -3)),
  happenedTo: {},
  foundOn: typedAs(addDays(today, -1)),
  what: "Кардарлардын тизмеси көчүрүлгөн.",
  how: "Журналды текшерүүдө табылды.",
  measures: "Кирүү укугу жабылды.",
  categories: ["mobile_phone", "name"],
  sources: ["lender", "portal"],
  from: {},
  to: {},
  keys: "",
  ...more,
})

const as = async <T>(who: DemoStaff, work: (ctx: Ctx<StaffActor>) => Promise<T>) =>
  asSigned(here.house, await here.staff(who), "test", work)

const refused = (more: Partial<EnteredBreach>) =>
  as("officer", (ctx) => recordBreach(ctx, breach(more))).then(
    () => null,
    (error: unknown) =>
      error instanceof Invalid
        ? Object.entries(error.fields).map(([name, { code }]) => `${name}: ${code}`)
        : error,
  )

async function counted(number: string): Promise<Record<string, number>> {
  const asked = await askHowMany(here.house, await here.staff("officer"), number)
  await as("officer", (ctx) => keepCount(ctx, number, asked))
  return asked.counted
}

async function released(more: Partial<EnteredBreach> = {}): Promise<string> {
  const number = await as("officer", (ctx) => recordBreach(ctx, breach(more)))
  await counted(number)
  await as("officer", (ctx) => putForward(ctx, { number, version: 1 }))
  await as("approver", (ctx) => releaseBreach(ctx, { number, version: 1 }))
  const { breach: read } = await as("officer", (ctx) => breachPage(ctx, number))
  return read.runId ?? ""
}

const count = async (text: string) => Number((await here.lender.query<{ n: string }>(text)).rows[0]?.n)

it("what cannot be so is said beside its field: found before it happened, days ahead, an empty scope, keys of no one source", async () => {
  expect(await refused({ foundOn: typedAs(addDays(today, -4)) })).toEqual(["foundOn: found_before"])
  expect(await refused({ happenedFrom: typedAs(addDays(today, 1)) })).toContain("happenedFrom: day_ahead")
  expect(await refused({ happenedTo: typedAs(addDays(today, -5)) })).toEqual(["happenedTo: ends_before"])
  expect(await refused({ categories: [], type: "theft" })).toEqual([
    "type: choose_one",
    "categories: choose_one",
  ])
  expect(await refused({ sources: [], categories: ["no_such"] })).toEqual([
    "sources: choose_one",
    "categories: choose_one",
  ])
  expect(await refused({ sources: ["portal"], categories: ["photo"] })).toEqual([
    "categories: not_held_there",
  ])
  expect(await refused({ keys: "1 2" })).toEqual(["keys: keys_of_one_source"])
  expect(await refused({ what: "аз", from: { day: "31", month: "2", year: "2026" } })).toEqual([
    "what: words_short",
    "from: date_shape",
  ])
  await expect(as("approver", (ctx) => recordBreach(ctx, breach()))).rejects.toThrow("forbidden")
})

it("people are found by a question to the sources, within its window or its keys, and none by hand", async () => {
  const everybody = await count(
    "select count(*) as n from core.customers where mobile_phone is not null or last_name <> 'erased' or first_name <> 'erased'",
  )
  const all = await as("officer", (ctx) => recordBreach(ctx, breach()))
  expect(await counted(all)).toEqual({ lender: everybody, portal: 3 })
  const some = await as("officer", (ctx) =>
    recordBreach(ctx, breach({ sources: ["lender"], keys: "1001, 1002\n1001 999999" })),
  )
  const known = await count("select count(*) as n from core.customers where customer_id in (1001, 1002)")
  expect(await counted(some)).toEqual({ lender: known })
  const half = (
    await here.lender.query<{ at: Date }>(
      "select submitted_at as at from core.loan_applications order by 1 offset 10 limit 1",
    )
  ).rows[0]?.at
  const until = dayIn(half ?? new Date(), "Asia/Bishkek")
  const early = await as("officer", (ctx) =>
    recordBreach(ctx, breach({ sources: ["lender"], categories: ["loan_application"], to: typedAs(until) })),
  )
  const before = await count(
    `select count(distinct customer_id) as n from core.loan_applications where (submitted_at at time zone 'Asia/Bishkek')::date <= '${until}'`,
  )
  expect(before).toBeGreaterThan(0)
  expect((await counted(early)).lender).toBe(before)
  const bad = await as("officer", (ctx) =>
    recordBreach(ctx, breach({ sources: ["lender"], keys: "x; drop table" })),
  )
  await expect(counted(bad)).rejects.toThrow("keys_not_its_own")
  await as("officer", (ctx) => closeBreach(ctx, { number: bad, version: 1 }))
  const { open } = await as("officer", listDuties)
  expect(open.filter(({ about }) => about.startsWith(`${bad}:`))).toEqual([])
  expect(open.filter(({ about }) => about.startsWith(`${all}:`))).toHaveLength(2)
})

it("an officer writes, an approver releases; each person is told once, sees it in the cabinet, and the Agency gets an account", async () => {
  const number = await as("officer", (ctx) => recordBreach(ctx, breach()))
  const seen = { number, version: 1 }
  await expect(as("officer", (ctx) => putForward(ctx, seen))).rejects.toThrow("count_first")
  const { lender = 0 } = await counted(number)
  await as("officer", (ctx) => putForward(ctx, seen))
  await expect(as("officer", (ctx) => releaseBreach(ctx, seen))).rejects.toThrow("forbidden")
  await expect(
    as("approver", (ctx) => sendBreachBack(ctx, { ...seen, reason: "жок" })),
  ).rejects.toMatchObject({
    fields: { reason: { code: "words_short" } },
  })
  await as("approver", (ctx) => sendBreachBack(ctx, { ...seen, reason: "Чаралар толук эмес." }))
  await expect(
    as("officer", (ctx) => changeBreach(ctx, { ...breach(), ...seen, keepKeys: false })),
  ).rejects.toThrow("conflict")
  await as("officer", (ctx) =>
    changeBreach(ctx, {
      ...breach({ measures: "Сыр сөздөр алмаштырылды." }),
      number,
      version: 2,
      keepKeys: false,
    }),
  )
  await counted(number)
  await as("officer", (ctx) => putForward(ctx, { number, version: 3 }))
  expect(await asSigned(here.house, await here.borrower(1), "test", (ctx) => listMyBreaches(ctx))).toEqual([])
  await as("approver", (ctx) => releaseBreach(ctx, { number, version: 3 }))
  await expect(as("approver", (ctx) => releaseBreach(ctx, { number, version: 3 }))).rejects.toThrow(
    "not_allowed_now",
  )

  const page = await as("officer", (ctx) => breachPage(ctx, number))
  await workRun(here.house, page.breach.runId ?? "")
  const { told, duties, history } = await as("officer", (ctx) => breachPage(ctx, number))
  expect(told?.people).toBe(lender)
  expect((told?.email ?? 0) + (told?.sms ?? 0) + (told?.post ?? 0)).toBe(lender)
  // Whoever has no account is written to in the language the lender has for them.
  const { rows: spoken } = await here.owner.query<{ language: string; n: number }>(
    "select language, count(*)::int as n from run_people where run_id = $1 and contact is not null group by 1 order by 1",
    [page.breach.runId],
  )
  const { rows: held } = await here.lender.query<{ language: string }>(
    "select distinct lang as language from core.customers order by 1",
  )
  expect(spoken.map(({ language }) => language)).toEqual(held.map(({ language }) => language))
  expect(history.map(({ event }) => event)).toEqual([
    ...["recorded", "counted", "put_forward", "sent_back", "changed", "counted", "put_forward", "released"],
  ])
  expect(duties.map(({ code, confidence }) => `${code} ${confidence}`)).toEqual([
    "agency assumed",
    "people assumed",
  ])
  expect(duties[0]?.due.dueOn && explainDueDate(duties[0].due.steps, "ru")).toContain("3 календарных дня")

  const borrower = await here.borrower(1)
  const mine = await asSigned(here.house, borrower, "test", (ctx) => readMyBreach(ctx, number))
  expect(mine.type.advice.ru).toContain("пароль")
  const json = JSON.parse(
    String(
      (
        await breachFile(here.house, await here.staff("officer"), {
          breach: page.breach.id,
          kind: "json",
          language: "ru",
        })
      ).body,
    ),
  )
  expect(json).toMatchObject({
    number,
    people: { bySource: { lender, portal: 3 } },
    notices: { people: lender },
  })
  const pdf = await breachFile(here.house, await here.staff("auditor"), {
    breach: page.breach.id,
    kind: "pdf",
    language: "ky",
  })
  expect(pdf.body.toString().slice(0, 5)).toBe("%PDF-")
  await expect(
    breachFile(here.house, await here.staff("admin"), {
      breach: page.breach.id,
      kind: "json",
      language: "ru",
    }),
  ).rejects.toThrow("forbidden")
})

it("a person who opens an account after they were told sees it too, and nobody else does", async () => {
  const { rows } = await here.lender.query<{ id: string }>(
    "select customer_id::text as id from core.customers where mobile_phone = '+996555000001' or mobile_phone like '%555000001'",
  )
  const run = await released({ sources: ["lender"], keys: rows[0]?.id ?? "" })
  await workRun(here.house, run)
  const list = async (n: 1 | 2) =>
    asSigned(here.house, await here.borrower(n), "test", async (ctx) => (await listMyBreaches(ctx)).length)
  const [first, second] = [await list(1), await list(2)]
  expect(await withoutPolicies(here.owner, async () => [await list(1), await list(2)])).toEqual([
    first,
    second,
  ])
  expect(first - second).toBe(1)
  // As if they had been told before they had an account: by what the source knows them by.
  await here.owner.query(
    `update run_people p set subject_id = null, ref = (select hash from source_identities i where i.subject_id = p.subject_id and i.source = 'lender' limit 1) where run_id = $1`,
    [run],
  )
  expect(await list(1)).toBe(first)
})

it("the wall alone keeps two people and what was told: no release by who wrote it, no run beside it, nothing rewritten", async () => {
  const number = await as("officer", (ctx) => recordBreach(ctx, breach()))
  await counted(number)
  await as("officer", (ctx) => putForward(ctx, { number, version: 1 }))
  const forced = (who: DemoStaff, text: string) =>
    as(who, (ctx) => ctx.db.execute(text)).then(
      () => "done",
      (error: { code?: string }) => error.code,
    )
  const me = "guard.current_staff()"
  const release = `update breaches set state = 'released', released_by = ${me}, released_at = now() where number = '${number}'`
  expect(await forced("officer", release)).toBe("UK030")
  const run = `insert into notice_runs (id, kind, object, template, parameters, channels, audience, opened_by) select gen_random_uuid(), 'breach', id, 'breach', '{}', '{email}', '{}', ${me} from breaches where number = '${number}'`
  expect(await forced("approver", run)).toBe("UK030")
  expect(await forced("admin", `select 1 / (select count(*) from breaches)`)).toBe("22012")
  await as("approver", (ctx) => releaseBreach(ctx, { number, version: 1 }))
  expect(await forced("officer", `update breaches set type = 'access' where number = '${number}'`)).toBe(
    "UK030",
  )
  expect(await forced("officer", `update breaches set state = 'draft' where number = '${number}'`)).toBe(
    "UK030",
  )
  expect(await forced("officer", "update breach_events set event = 'closed'")).toBe("42501")
})
