import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { accounts } from "@/db/schema/people"
import { asSigned, type Signed } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { changePassword, preparePassword } from "@/lib/people/change-password"
import { kindOf } from "@/lib/people/device"
import { endOwnSessions, listOwnSessions } from "@/lib/people/own-sessions"
import { endSession, openSession, renewSession, secondsLeft, whoIs } from "@/lib/people/sessions"
import { signIn } from "@/lib/people/sign-in"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36"
const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"
const from = (agent: string) => ({ agent, address: "192.0.2.1" })

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
beforeEach(() => here.owner.query("delete from sessions"))
afterAll(() => here?.close())

const answerTo = (token: string) => whoIs(here.house, token)
const openAt = (who: Signed, agent = PHONE) => {
  const { kind, accountId: id } = who.actor as { kind: "subject" | "staff"; accountId: string }
  return openSession(here.house, { id, kind }, kind === "staff" ? 2 : 1, from(agent))
}
const sees = (signed: Signed) =>
  asSigned(here.house, signed, "test", (ctx) => ctx.db.select({ id: accounts.id }).from(accounts))
const passed = (interval: string, ...columns: string[]) =>
  here.owner.query(
    `update sessions set ${columns.map((column) => `${column} = ${column} - interval '${interval}'`).join(", ")}`,
  )

test("fifteen idle minutes end a session by the database's clock, and twelve or eight hours end a busy one", async () => {
  const [person, officer] = [await here.borrower(1), await here.staff("officer")]
  await passed("14 minutes 50 seconds", "seen_at")
  expect(await secondsLeft(here.house, person.token)).toBeLessThanOrEqual(10)
  expect(await answerTo(person.token)).toMatchObject({ is: "actor" })
  // Used, it has its time again.
  expect(await secondsLeft(here.house, person.token)).toBeGreaterThan(890)
  await passed("15 minutes 1 second", "seen_at")
  expect(await secondsLeft(here.house, person.token)).toBeNull()
  expect(await answerTo(person.token)).toEqual({ is: "none", over: "idle" })
  expect(await sees(person)).toEqual([])

  const busy = { person: await openAt(person), officer: await openAt(officer) }
  for (const [hours, alive] of [
    ["7 hours 58 minutes", ["actor", "actor"]],
    ["3 minutes", ["actor", "none"]],
    ["3 hours 57 minutes", ["actor", "none"]],
    ["3 minutes", ["none", "none"]],
  ] as const) {
    await passed(hours, "created_at", "expires_at")
    const answers = [await answerTo(busy.person), await answerTo(busy.officer)]
    expect(answers.map(({ is }) => is)).toEqual(alive)
  }
  expect(await answerTo(busy.person)).toEqual({ is: "none", over: "expired" })
})

test("a sixth session of a person and a third of staff end the oldest, and whoever held it is told why", async () => {
  for (const [who, most] of [
    [await here.borrower(1), 5],
    [await here.staff("officer"), 2],
  ] as const) {
    const tokens = [who.token]
    while (tokens.length <= most) tokens.push(await openAt(who))
    const answers = await Promise.all(tokens.map(answerTo))
    expect(answers[0]).toEqual({ is: "none", over: "too_many" })
    expect(answers.slice(1).map(({ is }) => is)).toEqual(Array(most).fill("actor"))
  }
})

test("somebody sees on which devices they are signed in and ends one or all others, never another's", async () => {
  for (const who of [await here.borrower(1), await here.staff("officer")]) {
    const other = await openAt(who, MAC)
    const list = () => asSigned<typeof who.actor, unknown>(here.house, who, "test", listOwnSessions)
    const end = (only: string | null) =>
      asSigned<typeof who.actor, unknown>(here.house, who, "test", (ctx) => endOwnSessions(ctx, only))
    expect(await list()).toMatchObject([
      { here: false, device: { browser: "safari", system: "macos" } },
      { here: true, device: { browser: "other", system: "other" } },
    ])
    const stranger = await here.borrower(2)
    const { rows } = await here.owner.query<{ id: string; account_id: string }>(
      "select id, account_id from sessions order by created_at desc",
    )
    const [strangers, second] = rows
    await expect(end(strangers?.id ?? "")).rejects.toThrow(NotFound)
    expect(await answerTo(stranger.token)).toMatchObject({ is: "actor" })
    expect(await end(second?.id ?? "")).toEqual({ ended: 1 })
    expect(await answerTo(other)).toEqual({ is: "none", over: "ended" })
    const more = [await openAt(who)]
    expect(await end(null)).toEqual({ ended: 1 })
    expect((await Promise.all([who.token, ...more].map(answerTo))).map(({ is }) => is)).toEqual([
      "actor",
      "none",
    ])
    expect(await list()).toHaveLength(1)
  }
  const { rows } = await here.owner.query(
    "select device, agent_hash from sessions where device is not null limit 1",
  )
  expect(rows[0]?.device.toString("latin1")).not.toMatch(/safari|macos|chrome|android/i)
})

test("a new password ends every other session at once, tells the contacts and is entered", async () => {
  for (const [who, login, old] of [
    [await here.borrower(1), "+996555000001", "demo-borrower-1"],
    [await here.staff("officer"), "officer@demo.example", "demo-staff-1"],
    [await here.staff("auditor"), "auditor@demo.example", "demo-staff-1"],
  ] as const) {
    const stolen = await openAt(who)
    const change = async (current: string, password: string) => {
      const sealed = await preparePassword(here.house, who, { current, password })
      return asSigned<typeof who.actor, unknown>(here.house, who, "test", (ctx) =>
        changePassword(ctx, sealed),
      )
    }
    expect(await fieldsOf(change("not it, surely", "үч боз үй тигилген"))).toEqual({
      current: { code: "wrong_password" },
    })
    const short =
      who.actor.kind === "staff" ? ["password_short_staff", "он төрт белги"] : ["password_short", "он бир"]
    expect(await fieldsOf(change(old, short[1] ?? ""))).toMatchObject({ password: { code: short[0] } })
    expect(await answerTo(stolen)).toMatchObject({ is: "actor" })
    await change(old, "үч боз үй тигилген")
    expect(await answerTo(stolen)).toEqual({ is: "none", over: "password" })
    expect(await sees({ ...who, token: stolen })).toEqual([])
    expect(await answerTo(who.token)).toMatchObject({ is: "actor" })
    const renewed = await renewSession(here.house, who.token)
    expect(await answerTo(who.token)).toEqual({ is: "none" })
    expect(await answerTo(renewed ?? "")).toMatchObject({ is: "actor" })
    expect(await fieldsOf(signIn(here.house, { login, password: old }, from(MAC)))).toEqual({
      password: { code: "wrong_password" },
    })
    await signIn(here.house, { login, password: "үч боз үй тигилген" }, from(MAC))
  }
  const { rows } = await here.owner.query(
    "select count(*)::int as n from outbox where template = 'sign_in_changed'",
  )
  expect(rows).toEqual([{ n: 3 }])
  const entries = await here.owner.query(
    "select 1 from ledger_inbox where convert_from(leaf, 'utf8') like '%account.password_changed%'",
  )
  expect(entries.rowCount).toBe(3)
})

test("another role, another second factor and an account that is shut end sessions whoever writes them", async () => {
  for (const [change, over] of [
    ["update staff set role = 'auditor' where account_id = $1", "role"],
    ["update staff set totp_secret = '\\x01' where account_id = $1", "factor"],
    ["update accounts set disabled_at = now() where id = $1", "shut_out"],
  ] as const) {
    const officer = await here.staff("steward")
    expect(await answerTo(officer.token)).toMatchObject({ is: "actor" })
    await here.owner.query(change, [officer.actor.accountId])
    expect(await answerTo(officer.token)).toEqual({ is: "none", over })
    await here.owner.query("update accounts set disabled_at = null where id = $1", [officer.actor.accountId])
  }
  // Back in office, what was ended stays so.
  expect(await answerTo("0".repeat(64))).toEqual({ is: "none" })
  const person = await here.borrower(2)
  await here.owner.query("update accounts set locale = 'ru' where id = $1", [person.actor.accountId])
  expect(await answerTo(person.token)).toMatchObject({ is: "actor" })
  await endSession(here.house, person.token)
  expect(await sees(person)).toEqual([])
})

test("a browser is known by its kind alone", () => {
  expect(kindOf(from(PHONE))).toEqual({ browser: "chrome", system: "android" })
  expect(kindOf(from(MAC))).toEqual({ browser: "safari", system: "macos" })
  expect(kindOf(from(`${PHONE} YaBrowser/24.7`))).toEqual({ browser: "yandex", system: "android" })
  expect(kindOf(from("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"))).toEqual({
    browser: "firefox",
    system: "linux",
  })
  expect(kindOf(from(""))).toEqual({ browser: "other", system: "other" })
})
