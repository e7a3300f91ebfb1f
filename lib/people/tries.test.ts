import { randomBytes } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import { Secret, TOTP } from "otpauth"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Invalid, TooMany } from "@/lib/errors"
import { hashPassword, passwordFits } from "@/lib/people/passwords"
import { confirmCode } from "@/lib/people/second-factor"
import { openSession, whoIs } from "@/lib/people/sessions"
import { signIn } from "@/lib/people/sign-in"
import { beginSignUp, finishSignUp, sendSignUpCode } from "@/lib/people/sign-up"
import { inForce } from "@/lib/policy/editions"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const from = (address: string) => ({ agent: "a browser", address })
const enter = (login: string, password: string, address = "192.0.2.1") =>
  signIn(here.house, { login, password }, from(address))

async function timed(work: Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work.catch(() => undefined)
  return performance.now() - began
}

test("a flood of wrong passwords from elsewhere locks nobody out, and waits alike for an account and for none", async () => {
  for (const login of ["+996555000001", "+996700123123"]) {
    for (let n = 0; n < 4; n += 1)
      await expect(enter(login, "wrong", "198.51.100.7")).rejects.toThrow(Invalid)
    expect(await timed(enter(login, "wrong", "198.51.100.7"))).toBeGreaterThan(490)
  }
  await here.owner.query("update rate_limits set tries = 20 where key like 'sign_in_here:%'")
  await expect(enter("+996555000001", "wrong", "198.51.100.7")).rejects.toThrow(TooMany)
  await expect(enter("+996555000001", "demo-borrower-1", "203.0.113.9")).resolves.toMatchObject({
    kind: "subject",
  })
  // One success, and nothing is held against the next try; the wait comes of what is counted alone.
  const { rows } = await here.owner.query(
    "select tries from rate_limits where key like 'sign_in_login:%' and tries > 0",
  )
  expect(rows).toEqual([{ tries: 5 }])
})

test("a device that signed in before goes on signing in while its own address floods the account, until the password changes", async () => {
  await here.owner.query("delete from rate_limits")
  const { known } = await enter("+996555000002", "demo-borrower-2", "198.51.100.8")
  const wrong = () => enter("+996555000002", "wrong", "198.51.100.8")
  await expect(wrong()).rejects.toThrow(Invalid)
  await here.owner.query(
    "update rate_limits set tries = case when key like 'sign_in_login:%' then 9 else 400 end where key like 'sign_in%'",
  )
  await expect(wrong()).rejects.toThrow(TooMany)
  await expect(enter("+996555000002", "demo-borrower-2", "198.51.100.8")).rejects.toThrow(TooMany)
  const from8 = (kept: string | null) =>
    signIn(
      here.house,
      { login: "+996555000002", password: "demo-borrower-2" },
      { agent: "a", address: "198.51.100.8", known: kept },
    )
  expect(await timed(from8(known))).toBeLessThan(5_000)
  await here.owner.query("update rate_limits set tries = 400 where key like 'sign_in_address:%'")
  await expect(from8(known)).resolves.toMatchObject({ kind: "subject" })
  const [device = "", mark = ""] = known.split(".")
  for (const forged of [null, "", ".", `x${device}.${mark}`, `${device}.${mark.slice(1)}`])
    await expect(from8(forged)).rejects.toThrow(TooMany)
  // Another's device is nobody's here.
  const other = await enter("+996555000003", "demo-borrower-3", "203.0.113.77")
  await expect(from8(other.known)).rejects.toThrow(TooMany)
  await here.owner.query(
    "update accounts set password = password || '\\x00' where id in (select account_id from sessions)",
  )
  await expect(from8(known)).rejects.toThrow(TooMany)
})

test("staff keep two sessions: passwords typed without a code end none of them, a third sign-in ends the oldest", async () => {
  const officer = (await here.staff("officer")).actor.accountId
  const open = (level: 1 | 2) => openSession(here.house, { id: officer, kind: "staff" }, level, from("a"))
  const answers = async (tokens: string[]) =>
    Promise.all(tokens.map(async (token) => (await whoIs(here.house, token)).is))
  await here.owner.query("update sessions set ended_at = now()")
  const [first, second] = [await open(2), await open(2)]
  for (let n = 0; n < 6; n += 1) await open(1)
  expect(await answers([first, second])).toEqual(["actor", "actor"])
  const { token } = await enter("officer@demo.example", "demo-staff-1")
  const code = new TOTP({ secret: Secret.fromBase32("JBSWY3DPEHPK3PXP") }).generate()
  const third = (await confirmCode(here.house, token, code, from("a"))) ?? ""
  expect(await answers([first, second, third])).toEqual(["none", "actor", "actor"])
})

test("who has an account by phone and signs up by the e-mail on file is told there that they have one", async () => {
  await here.lender.query(
    "update core.customers set email = 'first@borrower.example' where mobile_phone = '+996555000001'",
  )
  const begun = await beginSignUp(
    here.house,
    { pin: "21501199000001", contact: "first@borrower.example", locale: "ru" },
    from("192.0.2.4"),
  )
  const sources = here.house.sourcesOf(await inForce(drizzle(here.owner)))
  await sendSignUpCode(here.house, sources, begun)
  await sendSignUpCode(here.house, sources, begun)
  const { rows } = await here.owner.query("select template, channel from outbox where key_owner = $1", [
    begun,
  ])
  expect(rows).toEqual([{ template: "already_registered", channel: "email" }])
  const finish = finishSignUp(here.house, {
    signUp: begun,
    code: "123456",
    password: "бийик тоо, көк көл",
    locale: "ru",
  })
  await expect(finish).rejects.toMatchObject({ fields: { code: { code: "wrong_code" } } })
})

test("two sign-ups of one person at once make one account, and the second is told its code is over", async () => {
  const begin = () =>
    beginSignUp(
      here.house,
      { pin: "21505199000004", contact: "+996555000004", locale: "ky" },
      from("192.0.2.5"),
    )
  const [one, two] = [await begin(), await begin()]
  const sources = here.house.sourcesOf(await inForce(drizzle(here.owner)))
  const codeOf = async (signUp: string) => {
    await sendSignUpCode(here.house, sources, signUp)
    const { rows } = await here.owner.query("select id, parameters from outbox where key_owner = $1", [
      signUp,
    ])
    const owner = { id: signUp, purpose: "data" } as const
    const opened = await here.house.vault.open(owner, `outbox.parameters|${rows[0]?.id}`, rows[0]?.parameters)
    return JSON.parse(opened.toString()).code
  }
  const [first, second] = [await codeOf(one), await codeOf(two)]
  const finish = (signUp: string, code: string) =>
    finishSignUp(here.house, { signUp, code, password: "бийик тоо, көк көл", locale: "ky" })
  const both = await Promise.allSettled([finish(one, first), finish(two, second)])
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  const lost = both.find((each) => each.status === "rejected")
  expect(lost?.reason).toMatchObject({ fields: { code: { code: "code_expired" } } })
  // The key of a sign-up that ended is destroyed: what was typed in it can be read by nobody.
  const won = both[0]?.status === "fulfilled" ? one : two
  const { rows } = await here.owner.query("select pin from sign_ups where id = $1", [won])
  await expect(
    here.house.vault.open({ id: won, purpose: "data" }, "sign_ups.pin", rows[0]?.pin),
  ).rejects.toThrow("destroyed")
})

test("a flood of passwords is told to come back, and when it is over everybody is served again", async () => {
  const stored = await hashPassword("тынч жер")
  const flood = Array.from({ length: 120 }, () => passwordFits(null, randomBytes(8).toString("hex")))
  const answers = await Promise.allSettled(flood)
  const refused = answers.filter((each) => each.status === "rejected")
  expect(refused.length).toBeGreaterThan(0)
  for (const each of refused) expect(each.reason).toBeInstanceOf(TooMany)
  expect(await passwordFits(null, "anything")).toBe(false)
  expect(await passwordFits(stored, "тынч жер")).toBe(true)
  expect(await passwordFits(stored, "тынч жер ")).toBe(false)
})
