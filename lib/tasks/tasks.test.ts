import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import type { Signed, StaffActor } from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { approveProposal } from "@/lib/requests/approve"
import type { World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { listMessages } from "@/lib/runs/list-messages"
import { answerTask, retractAnswer } from "@/lib/tasks/answer-task"
import { answerAll, DONE, openArchive } from "@/lib/tasks/archive.fixture"
import { answerTaskByLink, taskByLink } from "@/lib/tasks/by-link"
import { readTask, tasksNow } from "@/lib/tasks/list-tasks"
import { remindOfTasks } from "@/lib/tasks/remind"

let world: World
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>
let steward: Signed<StaffActor>

beforeAll(async () => {
  world = await openArchive()
  officer = await world.colleague("officer")
  approver = await world.colleague("approver")
  steward = await world.colleague("steward")
})
afterAll(() => world?.end())

/** Asked, proposed, approved and carried out as far as it goes. */
async function erase(phone: string): Promise<{ id: string; number: string }> {
  const part = await world.ask(await world.borrower(phone), {
    right: "erasure",
    categories: ["bank_account"],
  })
  await world.as(officer, (ctx) => takePart(ctx, { part: part.id, version: 1 }))
  await propose(part.id)
  return part
}

async function propose(part: string): Promise<void> {
  const proposal = {
    ...(await world.seen({ id: part })),
    keeps: [],
    settled: [],
    refusal: null,
    explanation: "",
  }
  const prepared = await prepareProposal(world.house, officer, proposal)
  const { version } = await world.as(officer, (ctx) => proposeDecision(ctx, proposal, prepared))
  await world.as(approver, (ctx) => approveProposal(ctx, { part, version }))
  await fulfilPart(world.house, part)
}

const statusOf = async (part: string) =>
  (await world.owner.query("select status from request_parts where id = $1", [part])).rows[0]?.status

const accounts = async (phone: string) =>
  Number(
    (
      await world.lender.sql(
        "select count(*) from core.bank_accounts b join core.customers c using (customer_id) where mobile_phone = $1",
        [phone],
      )
    )[0]?.count,
  )

const linkIn = (text: string) => {
  const [, id = "", token = ""] = /\/tasks\/([^/\s]+)\/([\w-]+)/.exec(text) ?? []
  return { id, token }
}
const archiveMails = async () =>
  (await listMessages(world.house, 50)).filter(({ to }) => to === "archive@demo.example")

const certificatesOf = async (part: string): Promise<string[]> => {
  const { rows } = await world.owner.query<{ id: string }>(
    "select letter_id as id from certificates where part_id = $1",
    [part],
  )
  const letters = rows.map(({ id }) => world.as(officer, (ctx) => openLetter(ctx, id)))
  return (await Promise.all(letters)).map((opened) => (opened ? letterText(opened.letter) : ""))
}

it("a database is erased at once, the part waits for the archive, and the certificate tells the two apart", async () => {
  const phone = "+996555000003"
  expect(await accounts(phone)).toBeGreaterThan(0)
  const part = await erase(phone)
  expect([await accounts(phone), await statusOf(part.id), await certificatesOf(part.id)]).toEqual([
    0,
    "fulfilling",
    [],
  ])
  await fulfilPart(world.house, part.id)
  const mails = await archiveMails()
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain(part.number)
  expect(mails[0]?.text).not.toContain("21503199000003")

  const link = linkIn(mails[0]?.text ?? "")
  await expect(taskByLink(world.house, { ...link, token: "x".repeat(43) })).rejects.toThrow(NotFound)
  const open = await taskByLink(world.house, link)
  expect(open).toMatchObject({
    is: "open",
    number: part.number,
    lines: [{ op: "erase", category: "bank_account", fields: ["bank_name", "account_number"] }],
    told: { shown: [{ kind: "pin", value: "21503199000003" }], values: {} },
  })
  const answer = (
    line: Partial<typeof DONE>,
    by = "A. Archivist",
    sent = null as { name: string; bytes: Buffer } | null,
  ) => answerTaskByLink(world.house, { ...link, lines: [{ ...DONE, ...line }], by, sent })
  const faults = (work: Promise<unknown>) =>
    work.then(
      () => "went through",
      (error) => (error instanceof Invalid ? Object.keys(error.fields) : error),
    )
  expect(await faults(answer({ answer: "" }, " "))).toEqual(["answer.0", "by"])
  expect(await faults(answer({ count: "0" }))).toEqual(["count.0"])
  expect(await faults(answer({ answer: "exception", ground: "NO_SUCH" }))).toEqual(["ground.0", "words.0"])
  const fake = { name: "act.pdf", bytes: Buffer.from("not a pdf") }
  expect(await faults(answer({}, "A. Archivist", fake))).toEqual(["evidence"])
  expect(await statusOf(part.id)).toBe("fulfilling")

  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  )
  expect(await faults(answer({ count: "4" }, "A. Archivist", { name: "act.png", bytes: png }))).toBe(
    "went through",
  )
  expect(await faults(answer({}))).toBeInstanceOf(NotAllowedNow)
  expect(await taskByLink(world.house, link)).toMatchObject({ is: "answered" })
  await fulfilPart(world.house, part.id)
  expect(await statusOf(part.id)).toBe("fulfilled")
  const [certificate = ""] = await certificatesOf(part.id)
  expect(certificate).toContain("Сактагандардын билдирүүсү боюнча аткарылды")
  expect(certificate).toMatch(/Paper archive[^\n]*аткарылды, даана: 4/)
  expect(certificate).toMatch(/Paper archive[^\n]*кайра окулбайт/)

  const { tasks } = await world.as(steward, (ctx) => tasksNow(ctx))
  const mine = tasks.find(({ id }) => id === link.id)
  expect(mine).toMatchObject({ state: "answered", number: part.number, source: "archive" })
})

it("what cannot be done goes back to an officer with its ground, and what is stated may be taken back", async () => {
  const phone = "+996555000002"
  const part = await erase(phone)
  const [task] = (await world.as(steward, (ctx) => tasksNow(ctx))).tasks.filter(
    ({ state }) => state === "waiting",
  )
  if (!task) throw new Error("nobody was asked")
  const auditor = await world.colleague("auditor")
  const refused = { answer: "exception", count: "", ground: "LEGAL_HOLD", words: "A court has the folder" }
  const answer = { task: task.id, by: "By phone", evidence: null, lines: [refused] }
  await expect(world.as(auditor, (ctx) => answerTask(ctx, answer))).rejects.toThrow(Forbidden)
  await world.as(steward, (ctx) => answerTask(ctx, answer))
  await fulfilPart(world.house, part.id)
  expect(await statusOf(part.id)).toBe("working")
  const told = await world.as(steward, (ctx) => readTask(ctx, task.id))
  expect(told).toMatchObject({
    answers: [{ answer: "exception", ground: "LEGAL_HOLD" }],
    words: { by: "By phone", words: { [task.lines[0]?.mark ?? ""]: "A court has the folder" } },
  })
  const seen = await world.owner.query(
    "select role from views where request_id is not null and role = 'steward'",
  )
  expect(seen.rowCount).toBe(1)

  await propose(part.id)
  expect(await answerAll(world)).toBe(1)
  await fulfilPart(world.house, part.id)
  expect(await statusOf(part.id)).toBe("deferred")
  const [last] = (await world.as(steward, (ctx) => tasksNow(ctx))).tasks.filter(
    ({ state }) => state === "answered",
  )
  await world.as(steward, (ctx) => retractAnswer(ctx, { task: last?.id ?? "" }))
  await expect(world.as(steward, (ctx) => retractAnswer(ctx, { task: last?.id ?? "" }))).rejects.toThrow(
    NotAllowedNow,
  )
})

it("whoever does not answer is reminded once, and then it is a duty of the staff", async () => {
  const phone = "+996555000001"
  const before = (await archiveMails()).length
  await erase(phone)
  const open = "answered_at is null and dropped_at is null"
  const { rowCount } = await world.owner.query(`select from source_tasks where ${open}`)
  expect(rowCount).toBe(1)
  await remindOfTasks(world.house)
  expect(await archiveMails()).toHaveLength(before + 1)
  await world.owner.query(`update source_tasks set remind_on = remind_on - 60 where ${open}`)
  await remindOfTasks(world.house)
  await remindOfTasks(world.house)
  expect(await archiveMails()).toHaveLength(before + 2)
  await world.owner.query(`update source_tasks set due_on = due_on - 60 where ${open}`)
  await remindOfTasks(world.house)
  await remindOfTasks(world.house)
  const { rows } = await world.owner.query("select role from duty_tasks where kind = 'source_task'")
  expect(rows).toEqual([{ role: "steward" }])
})

it("the wall alone keeps a task from the administrator, from another's name and from a second answer", async () => {
  const admin = await world.colleague("administrator")
  const count = (who: Signed<StaffActor>) =>
    world.as(who, async ({ db }) => (await db.execute("select id from source_tasks")).rowCount)
  expect(await count(admin)).toBe(0)
  expect(await count(steward)).toBeGreaterThan(0)
  const change = (sets: string) =>
    refusalOf(
      world.as(steward, ({ db }) => db.execute(`update source_tasks set ${sets} where answered_at is null`)),
    )
  const answered = (by: string) =>
    `answers = '[]', answer_cell = '\\x00', answered_at = now(), answered_by = '${by}'`
  expect(await change(answered(officer.actor.accountId))).toBe("UK041")
  expect(await change("due_on = due_on + 1")).toBe("42501")
  expect(
    await refusalOf(
      world.as(steward, ({ db }) =>
        db.execute("update source_tasks set answers = '[1]' where answered_at is not null"),
      ),
    ),
  ).toBe("UK041")
})

it("a link opens for as long again as its answer had; then staff alone enter what comes, and no duty is left of it", async () => {
  const link = linkIn((await archiveMails())[0]?.text ?? "")
  expect(await taskByLink(world.house, link)).toMatchObject({ is: "open" })
  await world.owner.query(
    "update source_tasks set link_until = link_until - 60 where answered_at is null and dropped_at is null",
  )
  expect(await taskByLink(world.house, link)).toMatchObject({ is: "over", on: expect.any(String) })
  const late = answerTaskByLink(world.house, { ...link, lines: [DONE], by: "A. Archivist", sent: null })
  await expect(late).rejects.toThrow(NotAllowedNow)
  const entered = { task: link.id, by: "By phone", evidence: null, lines: [DONE] }
  await world.as(officer, (ctx) => answerTask(ctx, entered))
  const duties = "select 1 from duty_tasks where kind = 'source_task' and dropped_at is null"
  expect((await world.owner.query(duties)).rowCount).toBe(0)
})
