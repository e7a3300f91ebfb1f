import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { Conflict, NotAllowedNow, NotFound } from "@/lib/errors"
import { enterByNational } from "@/lib/people/enter-national"
import { messagesOf } from "@/lib/people/identity.fixture"
import { whoIs } from "@/lib/people/sessions"
import { inForce } from "@/lib/policy/editions"
import { prepareRequest } from "@/lib/requests/prepare"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { prepareSigningCode, sendSigningCode } from "@/lib/requests/signing-code"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"

let here: TestDeployment
let person: Signed<SubjectActor>

beforeAll(async () => {
  here = await testDeployment()
  person = await here.borrower(1)
})
afterAll(() => here?.close())

const PASSWORD = "demo-borrower-1"
const prepare = (category = "email") =>
  prepareRequest(here.house, person, { right: "restriction", categories: [category] })
const ready = (intent: string, password = PASSWORD, who = person) =>
  readyToSign(here.house, who, { intent, password })
const stateOf = async (intent: string) => {
  const { rows } = await here.owner.query("select state, attempts from signing_intents where id = $1", [
    intent,
  ])
  return rows[0]
}
const EXPIRED = new Conflict("intent_expired")

it("a signature serves once, within five minutes, and for its own letter alone", async () => {
  const [intent, other] = [await prepare(), await prepare("mobile_phone")]
  const first = await ready(intent)
  await as(here, person, (ctx) => signRequest(ctx, first))
  await expect(as(here, person, (ctx) => signRequest(ctx, first))).rejects.toThrow(EXPIRED)
  await expect(ready(intent)).rejects.toThrow(EXPIRED)
  expect(await stateOf(other)).toEqual({ state: "open", attempts: 0 })
  await here.owner.query("update signing_intents set expires_at = now() where id = $1", [other])
  await expect(ready(other)).rejects.toThrow(EXPIRED)
})

it("a letter altered after it was shown is not signed, and neither is somebody else's", async () => {
  const intent = await prepare()
  await expect(ready(intent, "demo-borrower-2", await here.borrower(2))).rejects.toThrow(NotFound)
  await here.owner.query("update signing_intents set document_hash = sha256('another') where id = $1", [
    intent,
  ])
  await expect(ready(intent)).rejects.toThrow(new Conflict("letter_changed"))
})

it("five wrong passwords kill the letter and not the account, and no rollback gives a try back", async () => {
  const intent = await prepare()
  for (let i = 1; i <= 5; i++) {
    expect(await fieldsOf(ready(intent, `wrong ${i}`))).toEqual({ password: { code: "wrong_password" } })
    expect(await stateOf(intent)).toEqual({ state: i < 5 ? "open" : "dead", attempts: i })
  }
  await expect(ready(intent)).rejects.toThrow(EXPIRED)
  await expect(ready(await prepare("marital_status"))).resolves.toMatchObject({ method: "password" })
})

const sendCode = async (intent: string, who = person) => {
  const sent = await prepareSigningCode(here.house, who, intent)
  await as(here, who, (ctx) => sendSigningCode(ctx, sent))
  return (await messagesOf(here)).filter(({ template }) => template === "signing_code").at(-1)
}
const byCode = (intent: string, code: string, who = person) => readyToSign(here.house, who, { intent, code })

it("a code sent to the contact held before signs the letter it was sent for, the newest alone, and no other", async () => {
  const [intent, other] = [await prepare("pin"), await prepare("workplace")]
  const first = await sendCode(intent)
  expect(first?.to).toBe("+996555000001")
  expect(await fieldsOf(byCode(other, first?.code ?? ""))).toEqual({ code: { code: "wrong_code" } })
  const second = await sendCode(intent)
  // Put beside another letter it does not fit there either.
  await here.owner.query(
    "update signing_intents set code_hash = (select code_hash from signing_intents where id = $2) where id = $1",
    [other, intent],
  )
  expect(await fieldsOf(byCode(other, second?.code ?? ""))).toEqual({ code: { code: "wrong_code" } })
  const stale = await fieldsOf(byCode(intent, first?.code ?? ""))
  expect(first?.code === second?.code ? null : stale).toEqual({ code: { code: "wrong_code" } })
  await here.owner.query("update signing_intents set document_hash = sha256('another') where id = $1", [
    other,
  ])
  const ready = await byCode(intent, ` ${second?.code.slice(0, 3)} ${second?.code.slice(3)}`)
  expect(ready.method).toBe("code")
  await as(here, person, (ctx) => signRequest(ctx, ready))
  const { rows } = await here.owner.query("select method from letters where intent_id = $1", [intent])
  expect(rows).toEqual([{ method: "code" }])
  await expect(byCode(intent, second?.code ?? "")).rejects.toThrow(EXPIRED)
})

it("five wrong codes kill the letter; and a contact changed in these days gets none", async () => {
  const intent = await prepare("registered_address")
  const code = (await sendCode(intent))?.code ?? ""
  const wrong = code === "000000" ? "000001" : "000000"
  for (let i = 1; i <= 5; i++)
    expect(await fieldsOf(byCode(intent, wrong))).toEqual({ code: { code: "wrong_code" } })
  await expect(byCode(intent, code)).rejects.toThrow(EXPIRED)

  const flooded = await prepare("registered_address")
  await sendCode(flooded)
  const flood = Array.from({ length: 12 }, (_, n) =>
    fieldsOf(byCode(flooded, String(900_000 + n))).catch(() => null),
  )
  expect(
    (await Promise.all(flood)).filter(
      (fields) => fields !== null && typeof fields === "object" && "code" in fields,
    ),
  ).toHaveLength(5)
  expect(await stateOf(flooded)).toEqual({ state: "dead", attempts: 5 })

  const [next, account] = [await prepare("registered_address"), person.actor.accountId]
  await here.owner.query("update accounts set cooling_since = now() where id = $1", [account])
  await expect(sendCode(next)).rejects.toThrow(new NotAllowedNow("code_nowhere"))
  await here.owner.query("update accounts set cooling_since = null where id = $1", [account])
  expect((await sendCode(next))?.to).toBe("+996555000001")
})

it("who came by national sign-in, without a password, signs with a code to the phone on file", async () => {
  const { rows } = await here.lender.query(
    "select pin, mobile_phone from core.customers where pin is not null and mobile_phone is not null and mobile_phone not like '+99655500000%' limit 1",
  )
  const [{ pin, mobile_phone: phone }] = rows
  const sources = here.house.sourcesOf(await inForce(drizzle(here.owner)))
  const device = { agent: "test", address: "test" }
  const { token } = await enterByNational(here.house, sources, { pin, locale: "ru" }, device)
  const found = await whoIs(here.house, token)
  if (found.is !== "actor") throw new Error("the session did not open")
  const citizen = found.signed as Signed<SubjectActor>
  const intent = await prepareRequest(here.house, citizen, { right: "restriction", categories: ["email"] })
  const sent = await sendCode(intent, citizen)
  const told = (await messagesOf(here)).filter(({ code }) => code === sent?.code)
  expect(told.map(({ to }) => to)).toContain(phone)
  expect(await byCode(intent, sent?.code ?? "", citizen)).toMatchObject({ method: "code" })
})
