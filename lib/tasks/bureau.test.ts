import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { dayIn } from "@/lib/deadlines/day"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { workingDaysAfter } from "@/lib/deadlines/reminders"
import { formatLongDate } from "@/lib/format/date"
import { inForce } from "@/lib/policy/editions"
import { readPolicy } from "@/lib/policy/read"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { listMessages } from "@/lib/runs/list-messages"
import { manualFindings } from "@/lib/sources/manual/findings"
import type { ManualMap } from "@/lib/sources/manual/map"
import type { PlannedOperation, Wanted } from "@/lib/sources/operation"
import { archive } from "@/lib/tasks/archive.fixture"

const title = { ky: "Насыя бюросу", ru: "Кредитное бюро", en: "Credit bureau" }

/** A bureau that answers letters, and a dispute sooner than anything else. */
const bureau: ManualMap = archive({
  title,
  respondent: { name: title, email: "disputes@bureau.example", language: "ru" },
  answerWithin: 20,
  answerWithinFor: { correct: 5 },
  remindAfter: 3,
  holds: {
    other_loans: {
      origin: "credit_bureau",
      fields: { lender_name: { type: "text" }, balance: { type: "money", correct: true } },
    },
  },
})

let world: World

beforeAll(async () => {
  world = await openWorld(
    40,
    (folder) => folder,
    (map) => ({ ...map, sources: { ...map.sources, bureau } }),
  )
})
afterAll(() => world?.end())

const DISPUTE: Wanted = { op: "correct", category: "other_loans", field: "balance", value: "0.00" }

it("a dispute of what a bureau says has the bureau's own time, also beside what has longer", async () => {
  await world.borrower("+996555000001")
  const held = await inForce(drizzle(world.owner))
  const connector = world.house.sourcesOf(held).of("bureau")
  const [customer] = await world.lender.sql(
    "select customer_id::text as key from core.customers where mobile_phone = '+996555000001'",
  )
  const identifiers = [{ kind: "customer_id", value: String(customer?.key) }]
  const planned = async (wanted: Wanted): Promise<readonly PlannedOperation[]> =>
    (await connector.plan(identifiers, [wanted])).operations
  const [dispute, restrict, erase] = [
    await planned(DISPUTE),
    await planned({ op: "restrict", category: "other_loans" }),
    await planned({ op: "erase", category: "other_loans" }),
  ]
  await connector.applyAll(restrict, "longer")
  await connector.applyAll([...erase, ...dispute], "dispute")
  const { rows } = await world.owner.query<{
    key: string
    made_at: Date
    due_on: string
    link_until: string
  }>("select key, made_at, due_on::text, link_until::text from source_tasks order by made_at")
  const after = (at: Date, days: number) =>
    workingDaysAfter(dayIn(at, held.policy.organisation.timezone), days, workingCalendar(held.calendar))
  expect(rows.map(({ key, due_on, link_until }) => ({ key, due_on, link_until }))).toEqual(
    [
      { key: "longer", days: 20 },
      { key: "dispute", days: 5 },
    ].map(({ key, days }, i) => {
      const at = rows[i]?.made_at ?? new Date(0)
      return { key, due_on: after(at, days), link_until: after(at, 2 * days) }
    }),
  )
  const mails = (await listMessages(world.house, 10)).filter(({ to }) => to === "disputes@bureau.example")
  const [, asked] = rows
  expect(mails.some(({ text }) => text.includes(formatLongDate(asked?.due_on ?? "", "ru")))).toBe(true)
  expect(mails.some(({ text }) => text.includes(formatLongDate(asked?.link_until ?? "", "ru")))).toBe(true)
})

it("a map that reminds of a dispute only once its time is over is not sound", async () => {
  const { policy } = await readPolicy("policies/somo")
  const sources = { lender: world.lender.map.sources.lender, bureau } as never
  const reasons = (map: ManualMap) =>
    manualFindings(policy, { sources }, map, ["sources", "bureau"]).map(({ path, reason }) => [
      path.join("."),
      reason,
    ])
  expect(reasons(bureau)).toEqual([])
  expect(reasons({ ...bureau, remindAfter: 5 })).toEqual([
    ["sources.bureau.remindAfter", "Whoever is asked is reminded before the day: make it less than 5."],
  ])
})
