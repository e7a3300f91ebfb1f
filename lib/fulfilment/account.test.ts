import { afterAll, beforeAll, expect, it } from "vitest"
import { withoutPolicies } from "@/db/testing/without-policies"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { Erased } from "@/lib/keys/vault"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { destroyKeys } from "@/lib/people/forget-person"
import { giveAccess } from "@/lib/people/give-access"
import { inForce } from "@/lib/policy/editions"
import { findCase } from "@/lib/requests/case"
import { caseLetters, viewCase } from "@/lib/requests/case-file"
import { myRequest } from "@/lib/requests/my-request"
import { approve, as, closeAccountAfter, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const count = async (what: string) =>
  Number((await here.owner.query(`select count(*) from ${what}`)).rows[0]?.count)

it("the account goes last, after the certificate and its readings, and the letters stay with the case", async () => {
  const signed = await here.borrower(3)
  const { subjectId, accountId } = signed.actor
  const { policy } = await as(here, signed, (ctx) => inForce(ctx.db))
  const categories = policy.categories.map(({ code }) => code)
  const part = await signLetter(here, 3, { right: "erasure", categories })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)

  // The first certificate is readable in the cabinet and says what stays, why and until when.
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred", deferred_fact: null })
  const { letters } = await as(here, signed, (ctx) => myRequest(ctx, part.number))
  const first = letters.find(({ kind }) => kind === "certificate")
  const opened = await as(here, signed, (ctx) => openLetter(ctx, first?.id ?? ""))
  const text = opened ? letterText(opened.letter) : ""
  expect(text).toMatch(/Ушул портал: ПИН[^|]*\| [^|]*\| Кайрылуунун материалдары далил катары сакталат/)
  expect(await count(`accounts where id = '${accountId}' and reach = 'full'`)).toBe(1)

  // Too early, or with a message that has not gone out, nothing happens.
  await wakePart(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  expect(await count(`account_logins where account_id = '${accountId}'`)).toBeGreaterThan(0)

  // Nor while they act for somebody else.
  const other = await here.borrower(1)
  await here.owner.query(
    `insert into mandates (id, subject_id, account_id, kind, holder, proof, starts_on, registered_by)
     values (gen_random_uuid(), $1, $2, 'guardian', '', '', current_date, $3)`,
    [other.actor.subjectId, accountId, (await here.staff("officer")).actor.accountId],
  )
  await closeAccountAfter(here, part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  await here.owner.query("update mandates set ended_at = now(), ended_why = 'revoked'")

  // Nobody else's rows go with theirs, if no policy keeps them either.
  const others = `source_identities where subject_id <> '${subjectId}'`
  const before = await count(others)
  await withoutPolicies(here.owner, () => closeAccountAfter(here, part))
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await count(others)).toBe(before)
  const own = `account_id = '${accountId}'`
  const gone = [
    `account_logins where ${own}`,
    `sessions where ${own}`,
    `signing_intents where ${own}`,
    `idempotency_keys where ${own}`,
    `source_identities where subject_id = '${subjectId}'`,
    `search_terms where subject_id = '${subjectId}'`,
    `one_time_codes where subject_id = '${subjectId}'`,
    `outbox where subject_id = '${subjectId}'`,
    `packages where subject_id = '${subjectId}'`,
    `accounts where subject_id = '${subjectId}'`,
  ]
  for (const what of gone) expect([what, await count(what)]).toEqual([what, 0])
  await fulfilPart(here.house, part.id)
  expect(await count(`certificates where part_id = '${part.id}'`)).toBe(2)

  // The data key goes and the case-file key stays: staff hand out the letters, and nothing else opens.
  await destroyKeys(here.house, subjectId)
  const data = { id: subjectId, purpose: "data" } as const
  await expect(here.house.vault.seal(data, "test", "x")).rejects.toBeInstanceOf(Erased)
  const officer = await here.staff("officer")
  const last = await as(here, officer, async (ctx) => {
    const found = await findCase(ctx, part.number)
    await viewCase(ctx, found)
    return (await caseLetters(ctx, found)).at(-1)
  })
  const words = last?.text ?? ""
  for (const place of ["account_logins", "source_identities", "sessions", "accounts"])
    expect(words).toContain(`| Ушул портал (${place}) |`)
  expect(words).not.toContain("кайра окулат")
  // Whoever comes back begins anew: no way in is given to an account that is gone.
  const asked = {
    ...{ subject: subjectId, document: "Паспорт", documentNumber: "AN0000000", reach: "full" },
    ...{ contact: "+996777000999", language: "ky" as const },
  }
  await expect(as(here, officer, (ctx) => giveAccess(ctx, asked))).rejects.toMatchObject({
    code: "data_erased",
  })
})

it("while anything else is in hand, or they act for somebody, the account stays; a narrower erasure leaves it out", async () => {
  const narrow = await signLetter(here, 1, { right: "erasure", categories: ["email", "cookies"] })
  expect(await count(`plan_operations where part_id = '${narrow.id}' and source = 'portal'`)).toBe(0)
  const signed = await here.borrower(2)
  const { policy } = await as(here, signed, (ctx) => inForce(ctx.db))
  const part = await signLetter(here, 2, {
    right: "erasure",
    categories: policy.categories.map(({ code }) => code),
  })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  await closeAccountAfter(here, part)
  // The law keeps payments for years: until then there is somebody to write to.
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  expect(await count(`account_logins where account_id = '${signed.actor.accountId}'`)).toBeGreaterThan(0)
})
