import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asSigned, asWorker, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { openMessage } from "@/lib/notices/send"
import { accessPart, type Part } from "@/lib/requests/access"
import { askedBefore } from "@/lib/requests/asked-before"
import { checkAttachment } from "@/lib/requests/attach"
import { awaitPerson } from "@/lib/requests/await-person"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { askQuestion, takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { askProof } from "@/lib/requests/prove"
import { reopenRequest } from "@/lib/requests/reopen"
import type { PartScope } from "@/lib/requests/scope"
import { sendDigests } from "@/lib/requests/staff-digest"
import { movePart } from "@/lib/requests/transition"
import { PNG } from "@/lib/testing/files.fixture"

let world: World
let officer: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld()
  officer = await world.colleague("officer")
})
afterAll(() => world?.end())

const QUESTION: PartScope = { right: "question", about: [] }
const WITHDRAWAL: PartScope = {
  right: "withdrawal",
  purposes: [{ purpose: "credit_assessment", operations: ["use"] }],
}

const by = <T>(who: Signed<SubjectActor>, work: (ctx: Ctx<SubjectActor>) => Promise<T>) =>
  asSigned(world.house, who, randomUUID(), work)
const row = async ({ id }: Pick<Part, "id">) =>
  (
    await world.owner.query<{ status: string; reminded: number; due: string }>(
      "select status, reminded, due_on::text as due from request_parts where id = $1",
      [id],
    )
  ).rows[0]
const letters = async ({ id }: Pick<Part, "id">) =>
  (
    await world.owner.query<{ id: string; kind: string }>(
      "select id, kind from letters where part_id = $1 and direction = 'out' order by created_at",
      [id],
    )
  ).rows

/** A part on which the person is asked something. */
async function asked(phone: string, scope: PartScope = QUESTION) {
  const person = await world.borrower(phone)
  const part = await world.ask(person, scope, "Кайсы маалымат?")
  await world.as(officer, async (ctx) => takePart(ctx, await world.seen(part)))
  await world.as(officer, async (ctx) =>
    askQuestion(ctx, { ...(await world.seen(part)), body: "Кайсы келишим?" }),
  )
  return { person, part }
}

/** What the rounds do while so many days pass, twice a day. */
async function pass(part: Part, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    await world.age(part, 1)
    await awaitPerson(world.house, part.id)
    await awaitPerson(world.house, part.id)
  }
}

it("a person who is silent is reminded twice, then told by a letter that it is closed; rounds run again double nothing", async () => {
  const { person, part } = await asked("+996555000001")
  await awaitPerson(world.house, part.id)
  expect(await row(part)).toMatchObject({ status: "waiting", reminded: 0 })
  const forced = world.owner.query("update request_parts set status = 'lapsed' where id = $1", [part.id])
  await expect(forced).rejects.toMatchObject({ code: "UK008" })
  await pass(part, 20)
  expect(await row(part)).toMatchObject({ status: "waiting", reminded: 1 })
  await pass(part, 9)
  expect(await row(part)).toMatchObject({ status: "waiting", reminded: 2 })
  await pass(part, 8)
  expect(await row(part)).toMatchObject({ status: "lapsed" })
  const out = await letters(part)
  expect(out.map(({ kind }) => kind)).toEqual(["reminder", "reminder", "lapse"])
  const texts = await Promise.all(out.map(({ id }) => world.as(officer, (ctx) => openLetter(ctx, id))))
  expect(texts[0] && letterText(texts[0].letter)).toContain("Жоопту")
  expect(texts[2] && letterText(texts[2].letter)).toContain("кайра ача аласыз")
  const told = await world.owner.query(
    "select template, count(*)::int as n from outbox where subject_id = $1 group by 1 order by 1",
    [person.actor.subjectId],
  )
  expect(told.rows).toEqual([
    { template: "lapsed", n: 1 },
    { template: "question", n: 1 },
    { template: "received", n: 1 },
    { template: "reminder", n: 2 },
  ])

  // Opened again: by an answer, once, and the term begins anew.
  const page = await by(person, (ctx) => myRequest(ctx, part.number))
  expect(page.parts[0]?.reopening).toMatchObject({ needs: "answer" })
  const reopen = async (body: string) => {
    const seen = await world.seen(part)
    return by(person, (ctx) => reopenRequest(ctx, { ...seen, body }, null))
  }
  await expect(reopen("  ")).rejects.toThrow(Invalid)
  const opened = await reopen("2024-жылкы келишим")
  expect(opened.dueSteps[0]).toEqual({ kind: "reopened", on: dayIn(new Date(), "Asia/Bishkek") })
  expect(await row(part)).toMatchObject({ status: "working", due: opened.dueOn })
  await expect(reopen("дагы")).rejects.toThrow(NotAllowedNow)
})

it("what lapsed for want of proof is opened with the document, and not after its time; a new request begins with the same", async () => {
  const person = await world.borrower("+996555000002")
  const part = await world.ask(person, QUESTION, "Ким көрдү?")
  await world.as(officer, async (ctx) =>
    askProof(ctx, { ...(await world.seen(part)), doubt: "Шек", suffices: "Паспорт" }),
  )
  await pass(part, 40)
  expect(await row(part)).toMatchObject({ status: "lapsed" })
  const reopen = async (withFile: boolean) => {
    const seen = await world.seen(part)
    const file = withFile ? await checkAttachment(world.house, person, { name: "a.png", bytes: PNG }) : null
    return by(person, (ctx) => reopenRequest(ctx, { ...seen, body: "" }, file))
  }
  await expect(reopen(false)).rejects.toThrow(Invalid)
  await world.age(part, 50)
  await expect(reopen(true)).rejects.toMatchObject({ code: "reopen_over" })
  const before = await by(person, (ctx) => askedBefore(ctx, part.id))
  expect(before).toEqual({ scope: QUESTION, words: "Ким көрдү?" })
  const stranger = await world.borrower("+996555000003")
  expect(await by(stranger, (ctx) => askedBefore(ctx, part.id))).toBeNull()
  await world.age(part, -60)
  await reopen(true)
  expect(await row(part)).toMatchObject({ status: "working" })
})

it("a withdrawal is reminded and never lapses: not in the round, not in the verb's database", async () => {
  const { part } = await asked("+996555000004", WITHDRAWAL)
  await pass(part, 45)
  expect(await row(part)).toMatchObject({ status: "waiting", reminded: 2 })
  const forced = asWorker(world.house, "test", { part: part.id }, async (ctx) =>
    movePart(ctx, await accessPart(ctx, part.id, null), "lapse"),
  )
  await expect(forced).rejects.toThrow()
  expect(await row(part)).toMatchObject({ status: "waiting" })
})

it("after the worker stood still the two reminders still come first, and days lie between them and the end", async () => {
  const { part } = await asked("+996555000005")
  await world.age(part, 60)
  await awaitPerson(world.house, part.id)
  await awaitPerson(world.house, part.id)
  expect(await row(part)).toMatchObject({ status: "waiting", reminded: 1 })
  await pass(part, 1)
  expect(await row(part)).toMatchObject({ status: "waiting", reminded: 2 })
  await pass(part, 1)
  expect(await row(part)).toMatchObject({ status: "waiting", reminded: 2 })
  await pass(part, 6)
  expect(await row(part)).toMatchObject({ status: "lapsed" })
})

it("an officer gets one letter a day with numbers and dates; while they are away their deputy gets it", async () => {
  await world.owner.query("update request_parts set assigned_to = null")
  const people = await Promise.all(
    ["Demo first", "Demo second"].map((name) => world.colleague("officer", name)),
  )
  const [first, second] = people.map(({ actor }) => actor.accountId)
  if (!first || !second) throw new Error("two officers")
  for (const [index, id] of [first, second].entries())
    await world.owner.query(
      "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', $2, $3)",
      [
        id,
        Buffer.from(`hash ${index}`),
        world.house.vault.sealOwn(`staff_login|${id}`, `officer${index}@demo.example`),
      ],
    )
  const { part } = await asked("+996555000006")
  await world.owner.query("update request_parts set assigned_to = $2 where id = $1", [part.id, first])
  await world.age(part, 60)
  const sent = async () => {
    const { rows } = await world.owner.query(
      "select * from outbox where template = 'digest' order by created_at",
    )
    const delivery = { ...world.house.configuration, organisation: "Сомо" }
    const messages = await Promise.all(
      rows.map(({ key_owner, recipient, parameters, id, message_id, ...rest }) =>
        openMessage(world.house, delivery, {
          ...rest,
          id,
          recipient,
          parameters,
          keyOwner: key_owner,
          messageId: message_id,
        }),
      ),
    )
    return messages.map(({ to, text }) => ({ to, text }))
  }
  const isWorkingDay = ![0, 6].includes(new Date(`${dayIn(new Date(), "Asia/Bishkek")}T00:00Z`).getUTCDay())
  await sendDigests(world.house)
  await sendDigests(world.house)
  if (!isWorkingDay) return expect(await sent()).toEqual([])
  const [one, ...others] = await sent()
  expect(others).toEqual([])
  expect(one?.to).toBe("officer0@demo.example")
  expect(one?.text).toContain(`№ ${part.number}, `)
  expect(one?.text).not.toMatch(/Тестова|\+996/)

  await world.owner.query("delete from staff_digests")
  const today = dayIn(new Date(), "Asia/Bishkek")
  await world.owner.query(
    "insert into absences (staff_id, deputy_id, from_on, until_on) values ($1, $2, $3, $4)",
    [first, second, today, addDays(today, 3)],
  )
  await sendDigests(world.house)
  expect((await sent()).map(({ to }) => to)).toEqual(["officer0@demo.example", "officer1@demo.example"])
})
