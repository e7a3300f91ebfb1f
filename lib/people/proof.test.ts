import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { changeContact, letCool } from "@/lib/people/identity.fixture"
import { provenBy } from "@/lib/people/proof"
import { sessionHash } from "@/lib/people/sessions"
import { askProofOf } from "@/lib/requests/proof-asked"
import { proofWanted } from "@/lib/requests/proof-wanted"
import { as, partRow, signAs } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

const EMAIL = { category: "email", field: "email" }

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const wanted = (who: Signed<SubjectActor>, right: string) => as(here, who, (ctx) => proofWanted(ctx, right))
const proven = (who: Signed<SubjectActor>) => as(here, who, provenBy)

/** Signs an erasure of the e-mail, lets the job ask for proof, and says what became of it. */
async function erasure(who: Signed<SubjectActor>, n: number) {
  const part = await signAs(here, who, `demo-borrower-${n}`, { right: "erasure", categories: ["email"] })
  await askProofOf(here.house, part.id)
  const { rows } = await here.owner.query("select proof_level from requests where id = $1", [part.requestId])
  return { ...rows[0], status: (await partRow(here, part.id)).status }
}

it("a contact held before is enough for what asks it; a changed one proves nothing until its days have gone by", async () => {
  const person = await here.borrower(3)
  expect(await proven(person)).toBe(1)
  expect(await wanted(person, "erasure")).toBeNull()
  expect(await wanted(person, "question")).toBeNull()
  expect(await erasure(person, 3)).toEqual({ proof_level: 1, status: "received" })

  const other = await here.borrower(2)
  await changeContact(here, other, "demo-borrower-2", { ...EMAIL, value: "new@example.kg" })
  expect(await proven(other)).toBe(0)
  expect(await wanted(other, "erasure")).toMatchObject({ level: 1, contactFrom: expect.any(Date) })
  expect(await wanted(other, "question")).toBeNull()
  expect(await erasure(other, 2)).toEqual({ proof_level: 0, status: "verifying" })

  await letCool(here, other.actor.accountId, 8)
  expect(await proven(other)).toBe(1)
  expect(await wanted(other, "erasure")).toBeNull()
})

it("the state's word counts in the session in which it was given, also right after a change of contact", async () => {
  const person = await here.borrower(1)
  expect(await wanted(person, "existence")).toEqual({ level: 2, contactFrom: null })
  await here.owner.query("update sessions set national_at = now() where hash = $1", [
    sessionHash(person.token),
  ])
  expect(await proven(person)).toBe(2)
  expect(await wanted(person, "existence")).toBeNull()
  await changeContact(here, person, "demo-borrower-1", { ...EMAIL, value: "newer@example.kg" })
  expect(await proven(person)).toBe(2)
  expect(await proven(await here.borrower(1))).toBe(0)
})

it("whom an officer saw is asked for nothing, until a contact changes after it", async () => {
  const person = await here.borrower(3)
  await here.owner.query("update source_identities set proof_level = 3 where subject_id = $1", [
    person.actor.subjectId,
  ])
  expect(await proven(person)).toBe(3)
  expect(await wanted(person, "existence")).toBeNull()
  await changeContact(here, person, "demo-borrower-3", { ...EMAIL, value: "third@example.kg" })
  expect(await proven(person)).toBe(0)
  expect(await wanted(person, "existence")).toMatchObject({ level: 2 })
})
