import { afterAll, beforeAll, expect, it } from "vitest"
import { reach } from "@/lib/copies/copies.fixture"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { Forbidden } from "@/lib/errors"
import { sealIdentity } from "@/lib/people/new-account"
import { takePart } from "@/lib/requests/handle"
import { prepareRegistration } from "@/lib/requests/prepare-registration"
import { proposeExistence } from "@/lib/requests/propose-existence"
import { registerRequest } from "@/lib/requests/register"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { typedAs } from "@/lib/testing/typed.fixture"

const STRANGER = "a0000000-0000-4000-8000-000000000001"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

/** "What do you hold about me", said in person yesterday, taken by an officer. */
async function asked(subject: string): Promise<string> {
  const officer = await here.staff("officer")
  const ready = await prepareRegistration(here.house, officer, {
    ...{ subject, right: "existence", channel: "visit", language: "en", choice: [], evidence: null },
    received: { ...typedAs(addDays(dayIn(new Date(), "Asia/Bishkek"), -1)), time: "10:00" },
    words: "Asks what is held.",
  })
  const part = await as(here, officer, (ctx) => registerRequest(ctx, ready))
  await as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
  return part.id
}

/** Somebody the portal knows by a phone alone, which no source has. */
async function stranger(phone: string): Promise<void> {
  const sealed = await sealIdentity(here.house.vault, STRANGER, {
    logins: [],
    knownAs: [{ source: "*", kind: "phone", value: phone }],
    name: "",
  })
  await here.owner.query("insert into subjects (id) values ($1)", [STRANGER])
  for (const { id, source, kind, hash, value } of sealed.identities)
    await here.owner.query(
      "insert into source_identities (id, subject_id, source, kind, hash, value, proof_level) values ($1, $2, $3, $4, decode($5, 'hex'), decode($6, 'hex'), 2)",
      [id, STRANGER, source, kind, hash, value],
    )
}

it("the answer is proposed per source, with what was looked for; a source that is away is not passed over", async () => {
  const { subjectId } = (await here.borrower(1)).actor
  const part = await asked(subjectId)
  const officer = await here.staff("officer")
  const found = await proposeExistence(here.house, officer, part)
  expect(found).toMatchObject({ silent: false, others: 0 })
  expect(found.text).toMatch(/by: .*your phone number/)
  expect(found.text).toMatch(/\d+ items are held about you \(.*Mobile phone/i)
  expect(found.text).not.toContain("We hold nothing")
  expect(found.text).not.toContain("996555000001")
  await expect(proposeExistence(here.house, await here.staff("approver"), part)).rejects.toThrow(Forbidden)
  await reach(here, here.lenderUrl, false)
  const away = await proposeExistence(here.house, officer, part)
  await reach(here, here.lenderUrl, true)
  expect(away).toMatchObject({ silent: true })
  expect(away.text).toContain("did not answer")
})

it("somebody no source knows is told that nothing is held, and nothing is said of who shares their number", async () => {
  await stranger("+996555000002")
  const part = await asked(STRANGER)
  const found = await proposeExistence(here.house, await here.staff("officer"), part)
  expect(found.others).toBe(1)
  expect(found.text).toContain("nothing is held about you")
  expect(found.text).toContain("We hold nothing about you.")
})
