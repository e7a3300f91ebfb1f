import { randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import { Secret, TOTP } from "otpauth"
import { afterAll, beforeAll, expect, test } from "vitest"
import { accountLogins, accounts, subjects } from "@/db/schema/people"
import { staff } from "@/db/schema/staff"
import { asSigned } from "@/lib/context"
import { TooMany } from "@/lib/errors"
import { openHouse } from "@/lib/house"
import { changeLocale } from "@/lib/people/change-locale"
import type { Login } from "@/lib/people/identifiers"
import { sealIdentity } from "@/lib/people/new-account"
import { listOwnSessions } from "@/lib/people/own-sessions"
import { hashPassword } from "@/lib/people/passwords"
import { confirmCode } from "@/lib/people/second-factor"
import { elevateSession, endSession, whoIs } from "@/lib/people/sessions"
import { isPasswordOf, signIn } from "@/lib/people/sign-in"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const HERE = { agent: "a browser", address: "192.0.2.1" }
const PASSWORD = "көк асман, тынч тоо"
const SECRET = "JBSWY3DPEHPK3PXP"

let world: World

beforeAll(async () => {
  world = await openWorld(5)
  await account("subject", { kind: "phone", value: "+996555000777" })
  await account("staff", { kind: "email", value: "officer@sign-in.example" })
})
afterAll(() => world.end())

async function account(kind: "subject" | "staff", login: Login): Promise<void> {
  const { vault } = world.house
  const db = drizzle(world.owner)
  const [id, subjectId] = [randomUUID(), randomUUID()]
  const sealed = await sealIdentity(vault, subjectId, { logins: [login], knownAs: [], name: "" })
  const password = vault.sealOwn(`accounts.password|${id}`, await hashPassword(PASSWORD))
  if (kind === "subject") await db.insert(subjects).values({ id: subjectId })
  await db.insert(accounts).values({ id, kind, password, ...(kind === "subject" ? { subjectId } : {}) })
  const bytes = (hex: string) => Buffer.from(hex, "hex")
  await db.insert(accountLogins).values(
    sealed.logins.map(({ hash, value, ...rest }) => ({
      ...rest,
      accountId: id,
      hash: bytes(hash),
      value: bytes(value),
    })),
  )
  const totpSecret = vault.sealOwn(`staff.totp_secret|${id}`, SECRET)
  if (kind === "staff")
    await db.insert(staff).values({ accountId: id, role: "officer", unit: "demo", name: "Demo", totpSecret })
}

const enter = (login: string, password = PASSWORD) => signIn(world.house, { login, password }, HERE)

test("any spelling of the phone signs in; a wrong password and an unknown login get the same answer", async () => {
  const wrong = { password: { code: "wrong_password", values: undefined } }
  for (const login of ["0555 000 777", "+996 (555) 00-07-77", "996555000777"]) {
    expect(await enter(login)).toMatchObject({ kind: "subject", needsCode: false, locale: "ky" })
  }
  expect(await fieldsOf(enter("0555 000 777", "not the password"))).toEqual({
    password: { code: wrong.password.code },
  })
  expect(await fieldsOf(enter("0555 000 778"))).toEqual({ password: { code: "wrong_password" } })
  expect(await fieldsOf(enter("nobody@nowhere.example"))).toEqual({ password: { code: "wrong_password" } })
  expect(await fieldsOf(enter("neither phone nor mail"))).toEqual({ password: { code: "wrong_password" } })
  expect(await fieldsOf(enter("0555 000 777", `${PASSWORD} `))).toEqual({
    password: { code: "wrong_password" },
  })
})

test("twenty wrong tries an hour for one login from one place, then it is asked to come back; the owner's other login is untouched", async () => {
  await world.owner.query("delete from rate_limits")
  expect(await fieldsOf(enter("0700 111 222", "x"))).toEqual({ password: { code: "wrong_password" } })
  await world.owner.query("update rate_limits set tries = 20 where key like 'sign_in_here:%'")
  await expect(enter("+996 700 111 222", "x")).rejects.toThrow(TooMany)
  expect(await enter("0555 000 777")).toMatchObject({ kind: "subject" })
})

test("staff are nobody until the one-time code, and a code serves once", async () => {
  const { token, needsCode } = await enter("officer@sign-in.example")
  expect(needsCode).toBe(true)
  expect(await whoIs(world.house, token)).toEqual({ is: "none" })
  const code = new TOTP({ secret: Secret.fromBase32(SECRET) }).generate()
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0")
  expect(await fieldsOf(confirmCode(world.house, token, wrong, HERE))).toEqual({
    code: { code: "wrong_code" },
  })
  expect(await fieldsOf(confirmCode(world.house, token, "abc", HERE))).toEqual({
    code: { code: "wrong_code" },
  })
  const raised = (await confirmCode(world.house, token, `${code.slice(0, 3)} ${code.slice(3)}`, HERE)) ?? ""
  expect(await whoIs(world.house, raised)).toMatchObject({
    is: "actor",
    signed: { actor: { role: "officer" } },
  })
  expect(await fieldsOf(confirmCode(world.house, token, code, HERE))).toEqual({
    code: { code: "sign_in_again" },
  })
  const again = await enter("officer@sign-in.example")
  expect(await fieldsOf(confirmCode(world.house, again.token, code, HERE))).toEqual({
    code: { code: "wrong_code" },
  })
})

test("typing the password again raises the session for minutes and changes its id", async () => {
  const { token } = await enter("0555 000 777")
  const before = await whoIs(world.house, token)
  if (before.is !== "actor" || before.signed.actor.kind !== "subject") throw new Error("not signed in")
  expect(before.signed.actor.elevatedUntil).toBeNull()
  const { accountId } = before.signed.actor
  expect(await isPasswordOf(world.house, accountId, "not it")).toBe(false)
  expect(await isPasswordOf(world.house, accountId, PASSWORD)).toBe(true)
  const raised = await elevateSession(world.house, token)
  if (!raised) throw new Error("the session was not raised")
  expect(await whoIs(world.house, token)).toEqual({ is: "none" })
  const after = await whoIs(world.house, raised)
  if (after.is !== "actor" || after.signed.actor.kind !== "subject") throw new Error("not signed in")
  const minutes = ((after.signed.actor.elevatedUntil?.getTime() ?? 0) - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(4)
  expect(minutes).toBeLessThanOrEqual(5)
  expect(await elevateSession(world.house, token)).toBeNull()
})

test("a session is an actor, nobody, or unknown while the database is away; signing out ends it at once", async () => {
  const { token } = await enter("0555 000 777")
  expect(await whoIs(world.house, token)).toMatchObject({ is: "actor" })
  expect(await whoIs(world.house, "f".repeat(64))).toEqual({ is: "none" })
  expect(await whoIs(world.house, "not a token")).toEqual({ is: "none" })
  const gone = new URL(world.house.configuration.databaseUrl)
  gone.port = "9"
  const away = openHouse({ ...world.house.configuration, databaseUrl: gone.href }, { size: 1 })
  expect(await whoIs(away, token)).toEqual({ is: "unavailable" })
  await away.close()
  await endSession(world.house, token)
  expect(await whoIs(world.house, token)).toEqual({ is: "none", over: "signed_out" })
})

test("a session left idle for fifteen minutes is nobody's, and a sixth sign-in ends the oldest", async () => {
  const tokens: string[] = []
  for (let i = 0; i < 6; i++) tokens.push((await enter("0555 000 777")).token)
  const answers = await Promise.all(tokens.map((token) => whoIs(world.house, token)))
  expect(answers.map(({ is }) => is)).toEqual(["none", "actor", "actor", "actor", "actor", "actor"])
  await world.owner.query("update sessions set seen_at = now() - interval '16 minutes'")
  expect(await whoIs(world.house, tokens[5] ?? "")).toEqual({ is: "none", over: "idle" })
})

test("the person sees their open sign-ins and changes the language of their letters", async () => {
  await enter("0555 000 777")
  const { token } = await enter("0555 000 777")
  const found = await whoIs(world.house, token)
  if (found.is !== "actor" || found.signed.actor.kind !== "subject") throw new Error("not signed in")
  const { actor } = found.signed
  const open = await asSigned(world.house, { actor, token }, "test", listOwnSessions)
  expect(open).toHaveLength(2)
  await asSigned(world.house, { actor, token }, "test", (ctx) => changeLocale(ctx, "ru"))
  expect(await enter("0555 000 777")).toMatchObject({ locale: "ru" })
})
