import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { Conflict, NotFound } from "@/lib/errors"
import { prepareRequest } from "@/lib/requests/prepare"
import { readyToSign, signRequest } from "@/lib/requests/sign"
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
