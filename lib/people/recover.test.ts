import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { TooMany } from "@/lib/errors"
import { heldUntil } from "@/lib/people/cooling"
import { changeContact, letCool, messagesOf } from "@/lib/people/identity.fixture"
import { beginRecovery, finishRecovery, sendRecoveryCode, tellRecovered } from "@/lib/people/recover"
import { sessionHash, whoIs } from "@/lib/people/sessions"
import { signIn } from "@/lib/people/sign-in"
import { inForce } from "@/lib/policy/editions"
import { prepareRequest } from "@/lib/requests/prepare"
import { checkSignature } from "@/lib/requests/signing"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const NEW = "кара жорго, кең талаа"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

let addresses = 0
const begin = (contact: string, address = `192.0.2.${++addresses}`) =>
  beginRecovery(here.house, { contact, locale: "ky" }, { agent: "a browser", address })

/** Runs the job, and says what it sent. */
async function send(recovery: string) {
  const before = (await messagesOf(here)).length
  await sendRecoveryCode(here.house, await inForce(drizzle(here.owner)), recovery)
  return (await messagesOf(here)).slice(before)
}
const finish = (recovery: string, code: string, password = NEW) =>
  finishRecovery(here.house, { recovery, code, password })
const wrong = (code: string) => (code === "111111" ? "222222" : "111111")
const enter = (login: string, password: string) =>
  signIn(here.house, { login, password }, { agent: "a browser", address: "192.0.2.200" })

it("a code to a contact held before sets a new password; sessions end, copies wait, every contact is told", async () => {
  const [person, other] = [await here.borrower(1), await here.borrower(1)]
  const scope = { right: "restriction" as const, categories: ["email"] }
  const intent = await prepareRequest(here.house, person, scope)
  const recovery = await begin("0555 000 001")
  const [sent] = await send(recovery)
  expect(sent).toMatchObject({ to: "+996555000001", template: "recovery_code" })
  expect(await send(recovery)).toEqual([])
  const code = sent?.code ?? ""
  expect(await fieldsOf(finish(recovery, wrong(code)))).toEqual({ code: { code: "wrong_code" } })
  expect(await fieldsOf(finish(recovery, code, "short"))).toMatchObject({
    password: { code: "password_short" },
  })
  expect(await whoIs(here.house, person.token)).toMatchObject({ is: "actor" })

  await finish(recovery, code)
  for (const { token } of [person, other])
    expect(await whoIs(here.house, token)).toEqual({ is: "none", over: "password" })
  expect(await fieldsOf(finish(recovery, code))).toEqual({ code: { code: "code_expired" } })
  expect(await fieldsOf(enter("+996555000001", "demo-borrower-1"))).toEqual({
    password: { code: "wrong_password" },
  })
  await expect(enter("+996555000001", NEW)).resolves.toMatchObject({ kind: "subject", needsCode: false })
  const again = await here.borrower(1)
  expect(await as(here, again, (ctx) => heldUntil(ctx, again.actor.accountId))).toBeInstanceOf(Date)
  await expect(checkSignature(here.house, again, intent, { password: NEW })).resolves.toBe("password")
  const { rows } = await here.owner.query("select state from signing_intents where id = $1", [intent])
  expect(rows).toEqual([{ state: "dead" }])

  await tellRecovered(here.house, person.actor.subjectId)
  expect((await messagesOf(here)).at(-1)).toMatchObject({
    to: "+996555000001",
    template: "access_recovered",
  })
})

it("an unknown contact, staff and a contact changed lately get the same answer and no code", async () => {
  const thief = await here.borrower(2)
  await changeContact(here, thief, "demo-borrower-2", {
    category: "mobile_phone",
    field: "phone",
    value: "+996555999922",
  })
  for (const contact of ["+996555999900", "nobody@else.example", "officer@demo.example", "+996555999922"]) {
    const recovery = await begin(contact)
    expect(await send(recovery), contact).toEqual([])
    expect(await fieldsOf(finish(recovery, "111111")), contact).toEqual({ code: { code: "wrong_code" } })
  }
  await here.owner.query(
    "update account_logins set verified_at = verified_at - interval '8 days' where account_id = $1",
    [thief.actor.accountId],
  )
  await letCool(here, thief.actor.accountId, 8)
  expect((await send(await begin("+996555999922"))).map(({ template }) => template)).toEqual([
    "recovery_code",
  ])
})

it("the code of one recovery fits no other, five wrong ones end it, and three an hour from one place are enough", async () => {
  const [mine, theirs] = [await begin("+996555000003"), await begin("+996555000001")]
  const [sent] = await send(mine)
  await send(theirs)
  for (let i = 0; i < 5; i++)
    expect(await fieldsOf(finish(theirs, sent?.code ?? ""))).toEqual({ code: { code: "wrong_code" } })
  expect(await fieldsOf(finish(theirs, sent?.code ?? ""))).toEqual({ code: { code: "code_expired" } })
  for (let i = 0; i < 3; i++) await begin("+996555000003", "198.51.100.7")
  await expect(begin("+996555000003", "198.51.100.7")).rejects.toThrow(TooMany)
  await expect(begin("+996555000003", "198.51.100.8")).resolves.toBeTruthy()
  // A household's whole IPv6 network is one place.
  for (let i = 0; i < 3; i++) await begin("+996555000003", `2001:db8:1:2::${i}`)
  await expect(begin("+996555000003", "2001:db8:1:2:ffff::9")).rejects.toThrow(TooMany)
})

it("a staff account keeps its second factor: no recovery leads past it", async () => {
  const staff = await here.staff("officer")
  const { rows } = await here.owner.query(
    "select guard.finish_recovery($1, $2, ''::bytea, '{}'::json) as done",
    [await begin("officer@demo.example"), staff.actor.accountId],
  )
  expect(rows).toEqual([{ done: false }])
  const session = await here.owner.query("select ended_at from sessions where hash = $1", [
    sessionHash(staff.token),
  ])
  expect(session.rows).toEqual([{ ended_at: null }])
})
