import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { requestParts } from "@/db/schema/requests"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { dueDate, type Step } from "@/lib/deadlines/due-date"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import type { PolicyFolder } from "@/lib/policy/lookup"
import { readPolicy } from "@/lib/policy/read"
import type { Part } from "@/lib/requests/access"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { extendTerm, type Longer } from "@/lib/requests/extend"
import { answerQuestion, askQuestion, takePart } from "@/lib/requests/handle"
import type { PartScope } from "@/lib/requests/scope"

const ZONE = "Asia/Bishkek"
const QUESTION: PartScope = { right: "question", about: [] }
const COMPLAINT: PartScope = { right: "complaint", about: [] }

/** The same law with a term that stands while the person is waited for, and a longer one for questions. */
const standing = (folder: PolicyFolder): PolicyFolder => ({
  ...folder,
  profile: {
    ...folder.profile,
    clock: { ...folder.profile.clock, pausesForProof: true },
    rights: folder.profile.rights.map((right) =>
      right.code === "question"
        ? {
            ...right,
            extension: {
              max: { n: 5, unit: "working_days" },
              cites: [{ law: "DC" }],
              text: { ky: "узартуу", ru: "продление", en: "extension" },
            },
          }
        : right,
    ),
  },
})

let running: World
let waiting: World
let calendar: ReturnType<typeof workingCalendar>

beforeAll(async () => {
  ;[running, waiting] = await Promise.all([openWorld(12), openWorld(12, standing)])
  calendar = workingCalendar((await readPolicy("policies/somo")).calendar)
})
afterAll(() => Promise.all([running?.end(), waiting?.end()]))

type Row = { status: string; due: string; steps: Step[]; extended: Date | null }
const row = async (world: World, { id }: Pick<Part, "id">): Promise<Row> =>
  (
    await world.owner.query<Row>(
      "select status, due_on::text as due, due_steps as steps, extended_at as extended from request_parts where id = $1",
      [id],
    )
  ).rows[0] as Row

const by = <T>(world: World, who: Signed<SubjectActor>, work: (ctx: Ctx<SubjectActor>) => Promise<T>) =>
  asSigned(world.house, who, randomUUID(), work)

/** A question asked so many days after receipt, and answered so many days later, today. */
async function asked(world: World, phone: string, { before, waited }: { before: number; waited: number }) {
  const [person, officer] = [await world.borrower(phone), await world.colleague("officer")]
  const part = await world.ask(person, QUESTION, "Кайсы маалымат?")
  await world.as(officer, async (ctx) => takePart(ctx, await world.seen(part)))
  await world.age(part, before)
  await world.as(officer, async (ctx) =>
    askQuestion(ctx, { ...(await world.seen(part)), body: "Кайсынысы?" }),
  )
  const open = await row(world, part)
  await world.age(part, waited)
  await by(world, person, (ctx) => answerQuestion(ctx, { part: part.id, body: "Баары" }))
  return { part, person, officer, open, after: await row(world, part) }
}

it("where the law lets it stand, the term stands from the question to the answer, and the sentence says so", async () => {
  const { open, after } = await asked(waiting, "+996555000001", { before: 2, waited: 9 })
  const today = dayIn(new Date(), ZONE)
  const receivedAt = new Date(Date.now() - 11 * 86_400_000)
  const from = addDays(today, -9)
  const { dueOn, steps } = dueDate({
    term: { n: 7, unit: "working_days" },
    receivedAt,
    calendar,
    rules: { firstDay: "next_day", closingHour: null, rollToWorkingDay: true, pausesCount: true },
    pauses: [{ from, to: today }],
  })
  expect(open.steps.some(({ kind }) => kind === "standing")).toBe(true)
  expect(after).toMatchObject({ status: "working", due: dueOn })
  expect(after.steps).toEqual(steps)
  expect(explainDueDate(after.steps, "ru")).toContain("пока ждали ответа, срок стоял с")
})

it("where it does not, the clock runs on while the person is waited for, and the sentence says that too", async () => {
  const { open, after } = await asked(running, "+996555000001", { before: 2, waited: 3 })
  const { dueOn } = dueDate({
    term: { n: 7, unit: "working_days" },
    receivedAt: new Date(Date.now() - 5 * 86_400_000),
    calendar,
    rules: { firstDay: "next_day", closingHour: null, rollToWorkingDay: true, pausesCount: false },
    pauses: [],
  })
  expect(after.due).toBe(dueOn)
  expect(explainDueDate(open.steps, "en")).toContain("does not stop the term")
  expect(explainDueDate(after.steps, "ky")).toContain("мөөнөттү токтотпойт")
})

type Given = { reason?: string; longer?: Longer }
const extend = (world: World, officer: Signed<StaffActor>, part: Part, given: Given = {}) =>
  world.as(officer, async (ctx) =>
    extendTerm(ctx, {
      ...(await world.seen(part)),
      reason: "Архивден издөө керек",
      longer: { until: addDays(dayIn(new Date(), ZONE), 30) },
      ...given,
    }),
  )

it("a term is extended once, inside it, with a reason and a letter, where the law has a source for it", async () => {
  const [person, officer] = [await running.borrower("+996555000002"), await running.colleague("officer")]
  const plain = await running.ask(person, QUESTION, "?")
  await expect(extend(running, officer, plain)).rejects.toMatchObject({ code: "extension_without_source" })
  const part = await running.ask(person, COMPLAINT, "Жооп келген жок")
  const { due } = await row(running, part)
  const approver = await running.colleague("approver")
  await expect(extend(running, approver, part)).rejects.toThrow(Forbidden)
  await expect(extend(running, officer, part, { reason: " " })).rejects.toThrow(Invalid)
  await expect(extend(running, officer, part, { longer: { until: "" } })).rejects.toThrow(Invalid)
  await expect(extend(running, officer, part, { longer: { until: due } })).rejects.toMatchObject({
    code: "extension_not_later",
  })
  const until = addDays(due, 20)
  const moved = await extend(running, officer, part, { longer: { until } })
  const now = await row(running, part)
  expect(now.due >= until).toBe(true)
  expect(now).toMatchObject({ status: "received", due: moved.dueOn })
  expect(now.extended).toBeInstanceOf(Date)
  const { rows } = await running.owner.query(
    "select id from letters where part_id = $1 and kind = 'extension'",
    [part.id],
  )
  const letter = await running.as(officer, (ctx) => openLetter(ctx, rows[0].id))
  const text = letter ? letterText(letter.letter) : ""
  expect(text).toContain("Архивден издөө керек")
  expect(text).toContain(explainDueDate(now.steps, "ky"))
  expect(text).toContain("119-берене")
  expect(
    (
      await running.owner.query("select 1 from outbox where template = 'extended' and subject_id = $1", [
        person.actor.subjectId,
      ])
    ).rowCount,
  ).toBe(1)
  await expect(
    extend(running, officer, part, { longer: { until: addDays(until, 9) } }),
  ).rejects.toMatchObject({ code: "extended_before" })
})

it("a term that is over is not extended, and one extended stands with it; neither in the verb nor in the database", async () => {
  const [person, officer] = [await waiting.borrower("+996555000002"), await waiting.colleague("officer")]
  const late = await waiting.ask(person, QUESTION, "?")
  await waiting.age(late, 40)
  await expect(extend(waiting, officer, late, { longer: { n: "3" } })).rejects.toMatchObject({
    code: "extension_after_deadline",
  })
  const part = await waiting.ask(person, QUESTION, "?")
  await expect(extend(waiting, officer, part, { longer: { n: "6" } })).rejects.toMatchObject({
    code: "extension_too_long",
  })
  await expect(extend(waiting, officer, part, { longer: { n: "half" } })).rejects.toThrow(Invalid)
  const change = (id: string, set: Partial<typeof requestParts.$inferInsert>) =>
    waiting.as(officer, (ctx) => ctx.db.update(requestParts).set(set).where(eq(requestParts.id, id)))
  await expect(change(part.id, { extendedAt: new Date() })).rejects.toThrow()
  await extend(waiting, officer, part, { longer: { n: "5" } })
  const extended = await row(waiting, part)
  await waiting.as(officer, async (ctx) => takePart(ctx, await waiting.seen(part)))
  await waiting.as(officer, async (ctx) => askQuestion(ctx, { ...(await waiting.seen(part)), body: "?" }))
  await waiting.age(part, 6)
  await by(waiting, person, (ctx) => answerQuestion(ctx, { part: part.id, body: "!" }))
  const after = await row(waiting, part)
  expect(after.steps.map(({ kind }) => kind)).toContain("extended")
  expect(after.due > addDays(extended.due, -6)).toBe(true)
  await expect(change(part.id, { dueAt: new Date(0) })).rejects.toThrow()
  await expect(change(part.id, { extendedAt: new Date() })).rejects.toThrow()
  await expect(extend(waiting, officer, part, { longer: { n: "1" } })).rejects.toThrow(NotAllowedNow)
})
