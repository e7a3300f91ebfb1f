import { drizzle } from "drizzle-orm/node-postgres"
import { Secret, TOTP } from "otpauth"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Forbidden, NotFound, TooMany } from "@/lib/errors"
import { tasksOf } from "@/lib/jobs/tasks"
import { Authenticator } from "@/lib/people/authenticator.fixture"
import { changePassword, preparePassword } from "@/lib/people/change-password"
import { acceptByPasskey, acceptInvitation, beginInvitedPasskey, inviteStaff } from "@/lib/people/invitations"
import { changeCodes, offeredKey, proveCodes } from "@/lib/people/own-codes"
import {
  addPasskey,
  beginPasskey,
  listOwnPasskeys,
  provePassword,
  readPasskey,
  removePasskey,
} from "@/lib/people/own-passkeys"
import { askToSignIn, signInByPasskey } from "@/lib/people/passkey-sign-in"
import { askToStepUp, provePasskey } from "@/lib/people/passkey-step-up"
import {
  askSecondPasskey,
  confirmCode,
  confirmPasskey,
  confirmRecovery,
  factorsOf,
  keepFirstCodes,
  makeFirstCodes,
} from "@/lib/people/second-factor"
import { whoIs } from "@/lib/people/sessions"
import { signIn } from "@/lib/people/sign-in"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const HERE = { agent: "a browser", address: "203.0.113.7" }
const STAFF = "demo-staff-1"
const PERSON = "demo-borrower-1"
const REFUSED = { passkey: { code: "passkey_refused" } }
const NOT_MADE = { passkey: { code: "passkey_not_made" } }

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
beforeEach(() => here.owner.query("delete from rate_limits"))
afterAll(() => here?.close())

type Who = Signed<StaffActor> | Signed<SubjectActor>

const as = <T>(who: Who, work: (ctx: Ctx<StaffActor | SubjectActor>) => Promise<T>) =>
  asSigned<StaffActor | SubjectActor, T>(here.house, who, "test", work)

async function enrol(who: Who, password: string, device = new Authenticator(), name = "Телефон") {
  const made = device.make(await beginPasskey(here.house, who, password))
  const passkey = await readPasskey(here.house, who, made)
  await as(who, (ctx) => addPasskey(ctx, passkey, name))
  return { device, id: passkey.id }
}

const typed = async (login = "officer@demo.example", password = STAFF) =>
  (await signIn(here.house, { login, password }, HERE)).token
const offered = (ctx: Ctx<StaffActor | SubjectActor>) => offeredKey(ctx as Ctx<StaffActor>)
const count = async (sql: string) => (await here.owner.query(sql)).rowCount

/** A borrower's browser that asks and answers in one go. */
async function enterBy(
  device: Authenticator,
  odd: Parameters<Authenticator["use"]>[1] = {},
  attempt = "one",
) {
  const asked = await askToSignIn(here.house, attempt, HERE)
  return signInByPasskey(here.house, { attempt: "one", answer: device.use(asked, odd) }, HERE)
}

test("a passkey is added after the password, under a sealed name, and what was made for another session, origin or unseen holder is not", async () => {
  const [officer, auditor] = [await here.staff("officer"), await here.staff("auditor")]
  const elsewhere = await here.staff("officer")
  expect(await fieldsOf(beginPasskey(here.house, officer, "not it"))).toEqual({
    current: { code: "wrong_password" },
  })
  const read = async (who: Who, make: (device: Authenticator) => Promise<string>) =>
    fieldsOf(readPasskey(here.house, who, await make(new Authenticator())))
  const begun = () => beginPasskey(here.house, officer, STAFF)
  for (const who of [auditor, elsewhere])
    expect(await read(who, async (device) => device.make(await begun()))).toEqual(NOT_MADE)
  for (const odd of [
    { origin: "https://localhost.example" },
    { rpId: "localhost.example" },
    { unseen: true },
  ])
    expect(await read(officer, async (device) => device.make(await begun(), odd))).toEqual(NOT_MADE)
  for (const junk of ["", "{}", "null", "[1]", '{"id":"a"}'])
    expect(await read(officer, async () => junk)).toEqual(NOT_MADE)

  const device = new Authenticator()
  const made = device.make(await begun())
  await here.owner.query("update passkey_challenges set expires_at = now() - interval '1 second'")
  expect(await fieldsOf(readPasskey(here.house, officer, made))).toEqual(NOT_MADE)

  const { id } = await enrol(officer, STAFF, device, "Менин телефонум")
  expect(await as(officer, listOwnPasskeys)).toMatchObject([{ id, name: "Менин телефонум", usedAt: null }])
  expect(await as(auditor, listOwnPasskeys)).toEqual([])
  const { rows } = await here.owner.query("select name from passkeys")
  expect(rows[0]?.name.toString("utf8")).not.toContain("телефон")
  expect(await whoIs(here.house, elsewhere.token)).toEqual({ is: "none", over: "factor" })
  expect(await count("select from outbox where template = 'sign_in_changed'")).toBe(1)
  expect(
    await count("select from ledger_inbox where convert_from(leaf, 'utf8') like '%account.passkey_added%'"),
  ).toBe(1)
  const twice = enrol(officer, STAFF, device)
  expect(await fieldsOf(twice)).toEqual({ passkey: { code: "passkey_known" } })
  const again = await here.staff("approver")
  expect(await fieldsOf(enrol(again, STAFF, device))).toEqual({ passkey: { code: "passkey_known" } })

  await expect(as(auditor, (ctx) => removePasskey(ctx, id))).rejects.toThrow(NotFound)
  expect(await fieldsOf(provePassword(here.house, officer, "not it"))).not.toBe("taken")
  await as(officer, (ctx) => removePasskey(ctx, id))
  expect(await as(officer, listOwnPasskeys)).toEqual([])
})

test("a passkey stands for the one-time code of its own account, once, at its own origin and with its holder seen", async () => {
  const officer = await here.staff("officer")
  const { device, id } = await enrol(officer, STAFF)
  const other = await enrol(await here.staff("auditor"), STAFF)
  const token = await typed()
  expect(await factorsOf(here.house, token)).toEqual({ code: true, passkey: true })
  expect(await factorsOf(here.house, await typed("approver@demo.example"))).toEqual({
    code: true,
    passkey: false,
  })
  expect(await factorsOf(here.house, "0".repeat(64))).toEqual({ code: true, passkey: false })
  const asked = () => askSecondPasskey(here.house, token)
  expect((await asked()).allowCredentials).toMatchObject([{ id: device.id.toString("base64url") }])
  const confirm = (answer: string, at = token) => fieldsOf(confirmPasskey(here.house, at, answer, HERE))

  expect(await confirm(other.device.use(await asked()))).toEqual(REFUSED)
  expect(await confirm(new Authenticator().use(await asked()))).toEqual(REFUSED)
  const odds = [
    { origin: "http://localhost:3001" },
    { rpId: "other.example" },
    { unseen: true },
    { challenge: Buffer.alloc(32).toString("base64url") },
  ]
  for (const odd of odds)
    expect(await confirm(device.use(await asked(), odd)), JSON.stringify(odd)).toEqual(REFUSED)
  // Asked in one sign-in, answered in another.
  expect(await confirm(device.use(await asked()), await typed())).toEqual(REFUSED)
  // Asked for signing in without a password.
  expect(await confirm(device.use(await askToSignIn(here.house, "one", HERE)))).toEqual(REFUSED)
  const late = device.use(await asked())
  await here.owner.query("update passkey_challenges set expires_at = now() - interval '1 second'")
  expect(await confirm(late)).toEqual(REFUSED)

  // A key that is kept with its maker counts nothing; that a challenge serves once has to do. Adding it ends what waited.
  const synced = await enrol(officer, STAFF)
  const [first, second] = [await typed(), await typed()]
  const answer = synced.device.use(await askSecondPasskey(here.house, first), { counter: 0 })
  const both = await Promise.allSettled(
    [first, first, second].map((at) => confirmPasskey(here.house, at, answer, HERE)),
  )
  const raised = both.flatMap((one) => (one.status === "fulfilled" ? [one.value ?? ""] : []))
  expect(raised).toHaveLength(1)
  expect(await whoIs(here.house, raised[0] ?? "")).toMatchObject({ is: "actor" })
  expect(await confirm(answer, second)).toEqual(REFUSED)

  await here.owner.query("update rate_limits set tries = 20 where key like 'code:%'")
  await expect(confirmPasskey(here.house, second, "{}", HERE)).rejects.toThrow(TooMany)
  await as({ ...officer, token: raised[0] ?? "" }, (ctx) => removePasskey(ctx, id))
})

test("a counter that goes back is a copy's: refused, and its holder is told", async () => {
  const auditor = await here.staff("approver")
  const { device } = await enrol(auditor, STAFF)
  const enter = async (counter: number) => {
    const token = await typed("approver@demo.example")
    const answer = device.use(await askSecondPasskey(here.house, token), { counter })
    return fieldsOf(confirmPasskey(here.house, token, answer, HERE))
  }
  expect(await enter(7)).toBe("taken")
  for (const back of [7, 6, 0]) expect(await enter(back)).toEqual(REFUSED)
  expect(await enter(8)).toBe("taken")
  const jobs = await here.owner.query<{ payload: object }>(
    `select p.payload from graphile_worker._private_jobs p join graphile_worker._private_tasks t on t.id = p.task_id
     where t.identifier = 'tell-passkey-copied'`,
  )
  expect(jobs.rows).toHaveLength(3)
  await tasksOf(here.house)["tell-passkey-copied"]?.(jobs.rows[0]?.payload, {} as never)
  const { rows } = await here.owner.query("select key_owner from outbox where template = 'passkey_copied'")
  expect(rows).toEqual([{ key_owner: auditor.actor.accountId }])
})

test("a borrower signs in with a passkey alone; an unknown one and a stolen answer get the same refusal, staff type the password first", async () => {
  const person = await here.borrower(1)
  const { device, id } = await enrol(person, PERSON)
  const signedIn = await enterBy(device)
  expect(signedIn).toMatchObject({ kind: "subject", needsCode: false })
  const answer = await whoIs(here.house, signedIn.token)
  expect(answer).toMatchObject({ is: "actor", signed: { actor: { accountId: person.actor.accountId } } })
  expect(await as(person, listOwnPasskeys)).toMatchObject([{ id, name: "Телефон", usedAt: expect.any(Date) }])

  for (const odd of [{ origin: "https://evil.example" }, { unseen: true }, { rpId: "evil.example" }])
    expect(await fieldsOf(enterBy(device, odd))).toEqual(REFUSED)
  expect(await fieldsOf(enterBy(device, {}, "another browser"))).toEqual(REFUSED)
  expect(await fieldsOf(enterBy(new Authenticator()))).toEqual(REFUSED)
  // A key that is kept with its maker counts nothing: that a challenge serves once is all that stops what was overheard.
  const { device: synced } = await enrol(person, PERSON)
  expect(await fieldsOf(enterBy(synced, { counter: 0 }))).toBe("taken")
  const asked = await askToSignIn(here.house, "one", HERE)
  const stolen = { attempt: "one", answer: synced.use(asked, { counter: 0 }) }
  expect(await fieldsOf(signInByPasskey(here.house, stolen, HERE))).toBe("taken")
  expect(await fieldsOf(signInByPasskey(here.house, stolen, HERE))).toEqual(REFUSED)
  const staff = await enrol(await here.staff("steward"), STAFF)
  expect(await fieldsOf(enterBy(staff.device))).toEqual({ passkey: { code: "passkey_staff" } })

  await here.owner.query("update accounts set disabled_at = now() where id = $1", [person.actor.accountId])
  expect(await fieldsOf(enterBy(device))).toEqual(REFUSED)
  await here.owner.query("update accounts set disabled_at = null where id = $1", [person.actor.accountId])

  // Whoever gets their way in back from outside gets it without what was added meanwhile.
  await here.owner.query("update accounts set password = '\\x00' where id = $1", [person.actor.accountId])
  expect(await fieldsOf(enterBy(device))).toEqual(REFUSED)
})

test("a passkey stands for the password typed again in the session it was asked in, and no other account's does", async () => {
  const person = await here.borrower(3)
  expect(await fieldsOf(askToStepUp(here.house, person))).toEqual(REFUSED)
  const { device } = await enrol(person, "demo-borrower-3")
  const other = await enrol(await here.borrower(2), "demo-borrower-2")
  const prove = async (by: Authenticator, at = person, odd = {}) =>
    fieldsOf(provePasskey(here.house, at, by.use(await askToStepUp(here.house, person), odd)))
  expect(await prove(other.device)).toEqual(REFUSED)
  expect(await prove(device, await here.borrower(3))).toEqual(REFUSED)
  expect(await prove(device, person, { unseen: true })).toEqual(REFUSED)
  // An answer for signing in stands for no password.
  const elsewhere = device.use(await askToSignIn(here.house, "one", HERE))
  expect(await fieldsOf(provePasskey(here.house, person, elsewhere))).toEqual(REFUSED)
  expect(await prove(device)).toBe("taken")
})

test("a borrower's own new password leaves the passkey; somebody acting for another adds none", async () => {
  const person = await here.borrower(2)
  const { device } = await enrol(person, "demo-borrower-2")
  const sealed = await preparePassword(here.house, person, {
    current: "demo-borrower-2",
    password: "сарбан, кар, төө басты",
  })
  await as(person, (ctx) => changePassword(ctx, sealed))
  expect(await fieldsOf(enterBy(device))).toBe("taken")
  const acting = {
    ...person,
    actor: { ...person.actor, mandate: { id: "m", kind: "guardian" as const, rights: null } },
  }
  await expect(beginPasskey(here.house, acting, "x")).rejects.toThrow(Forbidden)
})

test("whoever is invited shows a second factor and keeps recovery codes before any page; the last factor stays", async () => {
  const { house } = here
  const invitee = { email: "new@demo.example", role: "officer" as const, unit: "Unit", name: "Demo" }
  const { token: link } = await inviteStaff(drizzle(here.owner), house.vault, invitee)
  const short = "он беш эмес!"
  expect(await fieldsOf(acceptInvitation(house, { token: link, password: short, code: "000000" }))).toEqual({
    password: { code: "password_short_staff", values: { min: 15 } },
  })
  const device = new Authenticator()
  const accept = async (odd = {}) => {
    const passkey = device.make(await beginInvitedPasskey(house, link), odd)
    return fieldsOf(acceptByPasskey(house, { token: link, password: short, name: "Phone", passkey }))
  }
  expect(await accept({ unseen: true })).toEqual(NOT_MADE)
  expect(await accept()).toBe("taken")
  await expect(accept()).rejects.toThrow(NotFound)

  const pending = await typed("new@demo.example", short)
  expect(await factorsOf(house, pending)).toEqual({ code: false, passkey: true })
  expect(await fieldsOf(confirmCode(house, pending, "000000", HERE))).toEqual({
    code: { code: "wrong_code" },
  })
  // Nothing before the second factor, and with it no session before the codes are kept.
  expect(await fieldsOf(makeFirstCodes(house, pending))).toEqual({ kept: { code: "sign_in_again" } })
  const answer = device.use(await askSecondPasskey(house, pending))
  expect(await confirmPasskey(house, pending, answer, HERE)).toBeNull()
  expect(await whoIs(house, pending)).toEqual({ is: "none" })
  expect(await fieldsOf(keepFirstCodes(house, pending, "2222-2222-2222-2222", HERE))).toEqual({
    kept: { code: "wrong_code" },
  })
  const codes = await makeFirstCodes(house, pending)
  const session = await keepFirstCodes(house, pending, codes[3] ?? "", HERE)
  const now = await whoIs(house, session)
  if (now.is !== "actor" || now.signed.actor.kind !== "staff") throw new Error("not signed in")
  const officer = now.signed as Signed<StaffActor>
  const [only] = await as(officer, listOwnPasskeys)
  await expect(as(officer, (ctx) => removePasskey(ctx, only?.id ?? ""))).rejects.toThrow("last_factor")
  await enrol(officer, short)
  await as(officer, (ctx) => removePasskey(ctx, only?.id ?? ""))

  // One-time codes may be set up beside it: by the key this session was offered, with the password, and a first code.
  const [key, other] = [await as(officer, offered), await as(await here.staff("auditor"), offered)]
  const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  const prove = (current: string, code: string) => fieldsOf(proveCodes(house, officer, { current, code }))
  expect(await prove("not it", codeOf(key))).toEqual({ current: { code: "wrong_password" } })
  expect(await prove(short, codeOf(other))).toEqual({ code: { code: "wrong_code" } })
  const proved = await proveCodes(house, officer, { current: short, code: codeOf(key) })
  await as(officer, (ctx) => changeCodes(ctx as Ctx<StaffActor>, proved))
  expect(await as(officer, offered)).not.toBe(key)
  const both = await typed("new@demo.example", short)
  expect(await factorsOf(house, both)).toEqual({ code: true, passkey: true })
  // The first code is spent.
  expect(await fieldsOf(confirmCode(house, both, codeOf(key), HERE))).toEqual({
    code: { code: "wrong_code" },
  })
  for (const { id } of await as(officer, listOwnPasskeys)) await as(officer, (ctx) => removePasskey(ctx, id))

  // The next time there is nothing left to keep; a code that is used is told of.
  const later = await typed("new@demo.example", short)
  expect(await confirmRecovery(house, later, codes[3] ?? "", HERE)).toMatch(/^[0-9a-f]{64}$/)
  const jobs = await here.owner.query<{ payload: { account: string } }>(
    `select p.payload from graphile_worker._private_jobs p join graphile_worker._private_tasks t on t.id = p.task_id
     where t.identifier = 'tell-recovery-used'`,
  )
  expect(jobs.rows).toEqual([{ payload: { account: officer.actor.accountId } }])
  await tasksOf(house)["tell-recovery-used"]?.(jobs.rows[0]?.payload, {} as never)
  expect(await count("select from outbox where template = 'recovery_used'")).toBe(1)
  expect(
    await count("select from ledger_inbox where convert_from(leaf, 'utf8') like '%account.recovery_used%'"),
  ).toBe(1)
})
