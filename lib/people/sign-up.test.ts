import { afterAll, beforeAll, expect, test } from "vitest"
import { TooMany } from "@/lib/errors"
import { signIn } from "@/lib/people/sign-in"
import { beginSignUp, finishSignUp, sendSignUpCode } from "@/lib/people/sign-up"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const HERE = { agent: "a browser", address: "192.0.2.1" }
const PIN = "21505199000004"
const PHONE = "+996555000004"
const PASSWORD = "жайкы күн, ак булут"

let world: World

beforeAll(async () => {
  world = await openWorld(5)
})
afterAll(() => world.end())

const begin = (pin: string, contact: string, address = HERE.address) =>
  beginSignUp(world.house, { pin, contact, locale: "ky" }, { ...HERE, address })
const finish = (signUp: string, code: string, password = PASSWORD) =>
  finishSignUp(world.house, { signUp, code, password, locale: "ky" })

/** Runs the job and says what went out: the template and the code, or null. */
async function send(signUp: string): Promise<{ template: string; code?: string; to: string } | null> {
  await sendSignUpCode(world.house, world.lender.sources, signUp)
  const { rows } = await world.owner.query(
    "select id, template, parameters, recipient from outbox where key_owner = $1",
    [signUp],
  )
  if (!rows[0]) return null
  const owner = { id: signUp, purpose: "data" } as const
  const { id, template, parameters, recipient } = rows[0]
  const opened = await world.house.vault.open(owner, `outbox.parameters|${id}`, parameters)
  const to = await world.house.vault.open(owner, `outbox.recipient|${id}`, recipient)
  return { template, to: to.toString(), ...JSON.parse(opened.toString()) }
}

const jobsOf = async (signUp: string) => {
  const { rows } = await world.owner.query(
    "select t.identifier from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.payload->>'signUp' = $1",
    [signUp],
  )
  return rows.map(({ identifier }) => identifier)
}

test("whoever asks gets the same answer and one job; a code goes only to a contact on file with that PIN", async () => {
  const strangers = [
    await begin("21505199000099", PHONE),
    await begin(PIN, "+996555999999"),
    await begin(PIN, "someone@else.example"),
  ]
  for (const id of strangers) {
    expect(await jobsOf(id)).toEqual(["send-sign-up-code"])
    expect(await send(id)).toBeNull()
    expect(await fieldsOf(finish(id, "123456"))).toEqual({ code: { code: "wrong_code" } })
  }
  await expect(begin(PIN, PHONE)).resolves.toBeTruthy()
  await expect(begin(PIN, PHONE)).rejects.toThrow(TooMany)
  // Whoever tries in their name from elsewhere leaves them their own tries.
  await expect(begin(PIN, PHONE, "203.0.113.5")).resolves.toBeTruthy()
})

test("what is no PIN and no contact is said beside the fields", async () => {
  expect(await fieldsOf(begin("123", "call me"))).toEqual({
    pin: { code: "pin_shape" },
    contact: { code: "contact_shape" },
  })
})

test("the code on file makes the account, once; the person then signs in with that contact", async () => {
  // The hour's tries of this PIN were used up above.
  await world.owner.query("delete from rate_limits")
  const id = await begin("2150 5199 0000 04", "0555 00 00 04")
  const sent = await send(id)
  expect(sent).toMatchObject({ template: "sign_up_code", to: PHONE })
  const code = sent?.code ?? ""
  expect(code).toMatch(/^\d{6}$/)
  expect(await fieldsOf(finish(id, code, "short"))).toEqual({
    password: { code: "password_short", values: { min: 12 } },
  })
  expect(await fieldsOf(finish(id, code, "password1234567"))).toMatchObject({
    password: { code: "password_common" },
  })
  expect(await fieldsOf(finish(id, "12"))).toEqual({ code: { code: "code_shape" } })
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0")
  expect(await fieldsOf(finish(id, wrong))).toEqual({ code: { code: "wrong_code" } })
  const { accountId } = await finish(id, `${code.slice(0, 3)}-${code.slice(3)}`)
  expect(accountId).toBeTruthy()
  expect(await fieldsOf(finish(id, code))).toMatchObject({ code: { code: "code_expired" } })
  expect(await signIn(world.house, { login: "0555 000 004", password: PASSWORD }, HERE)).toMatchObject({
    kind: "subject",
  })
  const { rows } = await world.owner.query(
    "select i.kind, i.source from source_identities i join accounts a on a.subject_id = i.subject_id where a.id = $1 order by 1",
    [accountId],
  )
  expect(rows).toEqual([
    { kind: "customer_id", source: "lender" },
    { kind: "phone", source: "*" },
    { kind: "pin", source: "*" },
  ])
})

test("a contact that was corrected on file in these days gets no code, and later it does", async () => {
  await world.owner.query("delete from rate_limits")
  const scope = { right: "rectification", category: "mobile_phone", field: "phone", item: null } as const
  const person = await world.borrower("+996555000003")
  const part = await world.ask(person, scope, "+996555000003")
  await world.owner.query(
    "update request_parts set status = 'fulfilled', closed_at = now() - interval '3 days' where id = $1",
    [part.id],
  )
  await world.owner.query("update accounts set subject_id = null where id = $1", [person.actor.accountId])
  await world.owner.query("delete from account_logins where account_id = $1", [person.actor.accountId])
  const [held] = await world.lender.sql("select pin from core.customers where mobile_phone = $1", [
    "+996555000003",
  ])
  const pin = String(held?.pin)
  expect(await send(await begin(pin, "+996555000003"))).toBeNull()
  await world.owner.query("update request_parts set closed_at = now() - interval '9 days' where id = $1", [
    part.id,
  ])
  expect(await send(await begin(pin, "+996555000003"))).toMatchObject({ template: "sign_up_code" })
})

test("somebody who has an account is told so on their own contact, and the page says the same as ever", async () => {
  const id = await begin(PIN, PHONE)
  expect(await send(id)).toMatchObject({ template: "already_registered", to: PHONE })
  expect(await fieldsOf(finish(id, "123456"))).toEqual({ code: { code: "wrong_code" } })
})

test("five wrong codes or fifteen minutes end a sign-up", async () => {
  await world.owner.query("delete from rate_limits")
  const id = await begin(PIN, "+996555999999")
  for (let i = 0; i < 5; i++)
    expect(await fieldsOf(finish(id, "111111"))).toEqual({ code: { code: "wrong_code" } })
  expect(await fieldsOf(finish(id, "111111"))).toEqual({ code: { code: "code_expired" } })
  const late = await begin(PIN, "+996555999998")
  await world.owner.query("update sign_ups set expires_at = now() - interval '1 second' where id = $1", [
    late,
  ])
  expect(await fieldsOf(finish(late, "111111"))).toEqual({ code: { code: "code_expired" } })
})
