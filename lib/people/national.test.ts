import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { Forbidden } from "@/lib/errors"
import { enterByNational, proveByNational } from "@/lib/people/enter-national"
import { beginNational, finishNational } from "@/lib/people/national"
import {
  type Claims,
  type NationalProvider,
  nationalProvider,
  type Spoil,
} from "@/lib/people/national-provider.fixture"
import { provenBy } from "@/lib/people/proof"
import { whoIs } from "@/lib/people/sessions"
import { inForce } from "@/lib/policy/editions"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

const HERE = { agent: "a browser", address: "192.0.2.1" }

let here: TestDeployment
let state: NationalProvider

beforeAll(async () => {
  here = await testDeployment()
  state = await nationalProvider(`${here.house.appUrl}/api/national/callback`)
})
afterAll(async () => {
  await state?.close()
  await here?.close()
})
beforeEach(() => {
  state.spoil.by = null
})

const sources = async () => here.house.sourcesOf(await inForce(drizzle(here.owner)))
const pinOf = async (phone: string): Promise<string> => {
  const { rows } = await here.lender.query("select pin from core.customers where mobile_phone = $1", [phone])
  return rows[0]?.pin
}
const begin = () => beginNational(here.house, state, { for: "enter" })
const finish = (search: string, kept: string | null) => finishNational(here.house, state, { search, kept })

/** Signs in with the state as whoever has this PIN, and says what the portal makes of it. */
async function through(pin: string | null, spoil: Spoil | null = null) {
  state.person.pin = pin
  state.spoil.by = spoil
  const { url, kept } = await begin()
  return finish(await state.signIn(url), kept)
}
const enter = async (pin: string) => enterByNational(here.house, await sources(), { pin, locale: "ky" }, HERE)
const subjectOf = async (token: string) => {
  const found = await whoIs(here.house, token)
  return found.is === "actor" && found.signed.actor.kind === "subject" ? found.signed : null
}

it("a customer with an account enters it, and the session proves more than a contact does", async () => {
  const borrower = await here.borrower(1)
  const pin = await pinOf("+996555000001")
  const said = await through(pin)
  expect(said).toMatchObject({ pin, purpose: { for: "enter" } })
  const signed = await subjectOf((await enter(said.pin)).token)
  expect(signed?.actor.accountId).toBe(borrower.actor.accountId)
  if (signed) expect(await as(here, signed as typeof borrower, provenBy)).toBe(2)
  expect(await as(here, borrower, provenBy)).toBe(1)
})

it("a customer without an account gets one, once; and so does whoever is no customer, and can ask", async () => {
  const pin = await pinOf("+996555000004")
  const [first, again] = [
    await subjectOf((await enter(pin)).token),
    await subjectOf((await enter(pin)).token),
  ]
  expect(first?.actor.accountId).toBeTruthy()
  expect(again?.actor.accountId).toBe(first?.actor.accountId)
  const known = await here.owner.query(
    "select source, kind from source_identities where subject_id = $1 order by 1, 2",
    [first?.actor.kind === "subject" ? first.actor.subjectId : null],
  )
  expect(known.rows).toEqual([
    { source: "*", kind: "pin" },
    { source: "lender", kind: "customer_id" },
  ])
  const stranger = await subjectOf((await enter("10101199900099")).token)
  expect(stranger?.actor).toMatchObject({ kind: "subject", reach: "full" })
})

it("in an open session it proves the account's own person, and nobody else; the session's id changes", async () => {
  const person = await here.borrower(2)
  await expect(
    proveByNational(here.house, await sources(), person.token, await pinOf("+996555000003")),
  ).rejects.toThrow(new Forbidden("national_other_person"))
  expect(await as(here, person, provenBy)).toBe(1)
  const token = await proveByNational(here.house, await sources(), person.token, await pinOf("+996555000002"))
  expect(await whoIs(here.house, person.token)).toEqual({ is: "none" })
  expect(await as(here, { ...person, token }, provenBy)).toBe(2)
})

const REFUSED = new Forbidden("national_refused")
const PIN = "21505199000004"
const soon = () => Math.floor(Date.now() / 1000)
const claims = (change: Claims): Spoil => ({ claims: (all) => ({ ...all, ...change }) })

it.each<[string, () => Spoil]>([
  ["with another nonce", () => claims({ nonce: "another" })],
  ["from another issuer", () => claims({ iss: "https://evil.example" })],
  ["for another audience", () => claims({ aud: "another-client" })],
  ["that has expired", () => claims({ iat: soon() - 7200, exp: soon() - 3600 })],
  ["signed with a key of somebody else", () => ({ key: "foreign" })],
  ["signed with nothing", () => ({ alg: "none" })],
])("a token %s is refused, though the rest of it is right", async (_what, spoil) => {
  await expect(through(PIN, spoil())).rejects.toThrow(REFUSED)
  await expect(through(PIN, { claims: (all) => all })).resolves.toMatchObject({ pin: PIN })
})

it("another state, another issuer in the answer, and an answer without its beginning are refused", async () => {
  state.person.pin = PIN
  const { url, kept } = await begin()
  const search = await state.signIn(url)
  const forged = new URLSearchParams(search)
  forged.set("state", "another")
  await expect(finish(`?${forged}`, kept)).rejects.toThrow(REFUSED)
  const other = await begin()
  const foreign = new URLSearchParams(await state.signIn(other.url))
  foreign.set("iss", "https://evil.example")
  await expect(finish(`?${foreign}`, other.kept)).rejects.toThrow(REFUSED)
  for (const nothing of [null, "", "made-up", Buffer.from("{}").toString("base64url")])
    await expect(finish(search, nothing)).rejects.toThrow(new Forbidden("national_expired"))
})

it("an answer serves once, in the browser that asked, and its code nowhere without the verifier", async () => {
  state.person.pin = PIN
  const [mine, theirs] = [await begin(), await begin()]
  const search = await state.signIn(mine.url)
  await expect(finish(search, theirs.kept)).rejects.toThrow(REFUSED)
  await expect(finish(search, mine.kept)).resolves.toMatchObject({ pin: PIN })
  await expect(finish(search, mine.kept)).rejects.toThrow(new Forbidden("national_expired"))

  const again = await begin()
  const used = new URLSearchParams(search)
  used.set("state", new URL(again.url).searchParams.get("state") ?? "")
  await expect(finish(`?${used}`, again.kept)).rejects.toThrow(REFUSED)

  const stolen = new URLSearchParams(await state.signIn((await begin()).url)).get("code") ?? ""
  const answer = await fetch(`${state.issuer}/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${state.clientId}:${encodeURIComponent(state.clientSecret)}`).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: stolen,
      redirect_uri: `${here.house.appUrl}/api/national/callback`,
    }),
  })
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([400, "invalid_grant"])
})

it("without a PIN of fourteen digits nobody is anybody, and a provider that does not answer is said to", async () => {
  for (const pin of [null, "123", "2150519900000x"])
    await expect(through(pin)).rejects.toThrow(new Forbidden("national_no_pin"))
  const away = { ...state, issuer: "http://127.0.0.1:9" }
  await expect(beginNational(here.house, away, { for: "enter" })).rejects.toThrow(
    new Forbidden("national_unavailable"),
  )
})
