import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { simpleParser } from "mailparser"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { asSigned } from "@/lib/context"
import { type MailSink, mailSink } from "@/lib/notices/carriers.fixture"
import { type NewRun, openRun } from "@/lib/notices/runs"
import { inForce } from "@/lib/policy/editions"
import { receiveBounces } from "@/lib/runs/bounces"
import { addUsers } from "@/lib/runs/users.fixture"
import { wakeRuns } from "@/lib/runs/wake-runs"
import { workRun } from "@/lib/runs/work"
import { signatureOf } from "@/lib/signing/signature"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { type DemoStaff, TEST_WEBHOOK_SECRET } from "@/lib/testing/open-deployment"

const mails = ["first@example.kg", "second@example.kg", "third@example.kg"]

let here: TestDeployment
let sink: MailSink
let users: string[]

beforeAll(async () => {
  here = await testDeployment()
  sink = await mailSink()
  here.house.configuration.smtpUrl = sink.url
  here.house.configuration.webhookSecrets.CARRIER_WEBHOOK_SECRET = TEST_WEBHOOK_SECRET
  users = await addUsers(here, mails)
})
afterAll(async () => {
  await sink.close()
  await here.close()
})
beforeEach(() => {
  sink.received.length = 0
  sink.reply = () => null
})

const about = (run: Partial<NewRun> = {}): NewRun => ({
  kind: "edition",
  object: randomUUID(),
  template: "breach",
  parameters: {
    path: "/policy",
    number: "2026-001",
    date: "23.11.2026",
    what: { ky: "кат", ru: "письмо", en: "letter" },
    advice: { ky: "карап чыгыңыз", ru: "посмотрите", en: "have a look" },
  },
  audience: { subjects: "users" },
  rule: "edition_change",
  ...run,
})

const open = async (run: NewRun = about(), who: DemoStaff = "approver"): Promise<string> =>
  asSigned(here.house, await here.staff(who), "test", async (ctx) =>
    openRun(ctx, (await inForce(ctx.db)).policy, run),
  )

const rows = async (text: string, run: string): Promise<string[]> =>
  (await here.owner.query<{ line: string }>(text, [run])).rows.map(({ line }) => line)
const standing = (run: string) =>
  rows(
    "select state || ' ' || channel || ' ' || count(*) as line from run_people where run_id = $1 group by state, channel order by 1",
    run,
  )
const log = (run: string) =>
  rows(
    "select channel || ' ' || outcome || coalesce(' ' || code, '') || ' ' || count(*) as line from run_tries where run_id = $1 group by channel, outcome, code order by 1",
    run,
  )
const state = async (run: string) =>
  (await rows("select state || ' ' || (done_at is not null) as line from notice_runs where id = $1", run))[0]
const now = (run: string) =>
  here.owner.query("update run_people set next_at = now() where run_id = $1", [run])
const recipients = () => sink.received.map(({ to }) => to).sort()

it("everybody with an account is told once, by e-mail or else by SMS, in their language and without a word about them", async () => {
  const run = await open(about({ object: users[0] ?? "" }))
  await workRun(here.house, run)
  expect(recipients()).toEqual(mails)
  const { text, subject } = await simpleParser(sink.received[0]?.text ?? "")
  expect(subject).toBe("Сомо: что случилось с вашими данными")
  expect(text).toContain("посмотрите")
  expect(text).toContain("http://localhost:3000/policy")
  expect(await standing(run)).toEqual(["sent email 3", "sent sms 3"])
  expect(await log(run)).toEqual(["email no_address 3", "email sent 3", "sms sent 3"])
  expect(await state(run)).toBe("done true")
  await workRun(here.house, run)
  await wakeRuns(here.house)
  expect(sink.received).toHaveLength(3)
  await expect(open(about({ object: users[0] ?? "" }))).rejects.toMatchObject({ code: "23505" })
  await expect(open(about(), "auditor")).rejects.toMatchObject({ code: "42501" })
})

it("killed while people were gathered or told, it goes on: nobody is lost, and a second copy has the same Message-ID", async () => {
  const run = await open()
  await workRun(here.house, run)
  const first = new Map(sink.received.map(({ to, messageId }) => [to, messageId]))
  await here.owner.query("update run_people set state = 'sending', told_at = null where run_id = $1", [run])
  await here.owner.query(
    "delete from run_tries where person_id in (select id from run_people where run_id = $1 and subject_id = $2)",
    [run, users[2]],
  )
  await here.owner.query("delete from run_people where run_id = $1 and subject_id = $2", [run, users[2]])
  await here.owner.query("update notice_runs set state = 'gathering', cursor = null where id = $1", [run])
  sink.received.length = 0
  await workRun(here.house, run)
  expect(recipients()).toEqual(mails)
  for (const { to, messageId } of sink.received)
    expect(messageId === first.get(to), to).toBe(to !== "third@example.kg")
  expect(await standing(run)).toEqual(["sent email 3", "sent sms 3"])
})

it("an address refused goes on to the next channel at once; a carrier out of order, or one that puts off, is waited for", async () => {
  const run = await open()
  sink.reply = (to) => (to === "first@example.kg" ? 550 : to === "second@example.kg" ? 451 : null)
  await workRun(here.house, run)
  expect(recipients()).toEqual(["third@example.kg"])
  // The first signs in with an e-mail alone: what is left is the post.
  expect(await standing(run)).toEqual(["post post 1", "sent email 1", "sent sms 3", "waiting email 1"])
  expect(await log(run)).toContain("email refused 550 1")
  expect(await state(run)).toBe("sending false")
  for (let tried = 2; tried <= 6; tried++) {
    await now(run)
    await workRun(here.house, run)
  }
  expect(await log(run)).toContain("email failed 451 1")
  expect(await state(run)).toBe("done true")

  const other = await open()
  const { smtpUrl } = here.house.configuration
  here.house.configuration.smtpUrl = "smtp://127.0.0.1:1"
  for (let tried = 0; tried < 8; tried++) {
    await now(other)
    await workRun(here.house, other)
  }
  expect(await standing(other)).toEqual(["sent sms 3", "waiting email 3"])
  here.house.configuration.smtpUrl = smtpUrl
  sink.received.length = 0
  await now(other)
  sink.reply = () => null
  await workRun(here.house, other)
  expect(recipients()).toEqual(mails)
})

const report = (messageId: string, secret = TEST_WEBHOOK_SECRET) => {
  const body = Buffer.from(JSON.stringify({ bounces: [{ messageId, code: "5.1.1" }] }))
  const signed = { id: randomUUID(), timestamp: String(Math.floor(Date.now() / 1000)), body }
  const signature = `v1,${signatureOf(secret, signed)}`
  return { ...signed, source: "carrier:bounces", signature, from: "local" }
}

it("a mail that bounces later sends its person on, told by the carrier alone; twice, or of another message, nothing more", async () => {
  const run = await open()
  await workRun(here.house, run)
  const bounced = sink.received.find(({ to }) => to === "first@example.kg")?.messageId ?? ""
  const forged = report(bounced, `whsec_${Buffer.alloc(32, 1).toString("base64")}`)
  await expect(receiveBounces(here.house, forged)).rejects.toMatchObject({ status: 401 })
  expect(await standing(run)).toEqual(["sent email 3", "sent sms 3"])
  const own = report(`<${bounced}>`)
  await receiveBounces(here.house, own)
  await expect(receiveBounces(here.house, own)).rejects.toMatchObject({ status: 409 })
  await receiveBounces(here.house, report(`<${bounced}>`))
  await receiveBounces(here.house, report(`${randomUUID()}.email@ukuk`))
  await workRun(here.house, run)
  expect(await standing(run)).toEqual(["post post 1", "sent email 2", "sent sms 3"])
  expect(await log(run)).toContain("email bounced 5.1.1 1")
  expect(await state(run)).toBe("done true")
})

it("somebody whose data was erased since is not looked for any more", async () => {
  const run = await open()
  await here.owner.query("update subjects set erased_at = now() where id = $1", [users[1]])
  await workRun(here.house, run)
  expect(recipients()).toEqual(["first@example.kg", "third@example.kg"])
  expect(await standing(run)).toEqual(["gone email 1", "sent email 2", "sent sms 3"])
})

it("the walls hold alone: a run's people are theirs who post and audit, each person sees themselves, nobody else", async () => {
  const run = await open()
  await workRun(here.house, run)
  const seen = async (who: Parameters<typeof asSigned>[1], what: string) =>
    asSigned(here.house, who, "test", async (ctx) => (await ctx.db.execute(sql.raw(what))).rows.length)
  const own = `select id from run_people where run_id = '${run}'`
  expect(await seen(await here.staff("officer"), own)).toBe(6)
  expect(await seen(await here.staff("admin"), own)).toBe(0)
  expect(await seen(await here.borrower(1), own)).toBe(1)
  expect(await seen(await here.borrower(1), `select id from notice_runs where id = '${run}'`)).toBe(1)
  await expect(seen(await here.borrower(1), "select outcome from run_tries")).rejects.toMatchObject({
    code: "42501",
  })
  for (const statement of [
    `update run_people set state = 'posted' where run_id = '${run}'`,
    `update notice_runs set state = 'done' where id = '${run}'`,
    `delete from run_tries where run_id = '${run}'`,
  ]) {
    const tried = seen(await here.staff("officer"), statement)
    await (statement.startsWith("update run_people")
      ? expect(tried).resolves.toBe(0)
      : expect(tried).rejects.toMatchObject({ code: "42501" }))
  }
})
