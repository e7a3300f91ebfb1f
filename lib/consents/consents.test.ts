import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, expect, it } from "vitest"
import { expireConsents } from "@/lib/consents/expire-consents"
import { importConsents } from "@/lib/consents/import-consents"
import { myConsents } from "@/lib/consents/my-consents"
import { stopConsent } from "@/lib/consents/stop-consent"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { prepareStop } from "@/lib/requests/prepare-stop"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const eventsOf = async (subject: string, event: string) =>
  (
    await here.owner.query<{ name: string; method: string; at: Date }>(
      "select purpose || '/' || operation as name, method, at from consent_events where subject_id = $1 and event = $2 order by 1",
      [subject, event],
    )
  ).rows

const customer = "(select customer_id from core.customers where mobile_phone = $1)"

it("takes over what the sources have on record once, also after the person had already stopped something", async () => {
  const signed = await here.borrower(1)
  const { subjectId } = signed.actor
  const ready = await prepareStop(here.house, signed, "research")
  await as(here, signed, (ctx) => stopConsent(ctx, { ...ready, purpose: "research" }))
  await here.lender.query(
    `insert into core.consent_marks (customer_id, purpose, operations, method, given_at) values (${customer}, 'collection', '{use,transfer}', 'deemed', '2021-02-03')`,
    ["+996555000001"],
  )
  await Promise.all([importConsents(here.house, subjectId), importConsents(here.house, subjectId)])
  await importConsents(here.house, subjectId)
  const given = await eventsOf(subjectId, "given")
  expect(given.filter(({ name }) => name === "contract/use")).toMatchObject([{ method: "imported" }])
  const { purposes } = await as(here, signed, myConsents)
  // The stop is later than the record of the consent, whenever that was taken over.
  expect(purposes.find(({ purpose }) => purpose.code === "research")?.state).toBe("ended")
  // What the policy reads into use alone carries no transfer.
  expect(given.filter(({ method }) => method === "deemed").map(({ name }) => name)).toEqual([
    "collection/use",
  ])
  expect((await eventsOf(subjectId, "invalid")).map(({ name }) => name)).toEqual(["collection/transfer"])
  // What was over already ends at once: in the middle of a request its sources would no longer be as it was planned.
  const { rows } = await here.owner.query(
    "select payload -> 'subject' as subject from graphile_worker._private_jobs where key = $1",
    [`expire-consents:${subjectId}`],
  )
  expect(rows).toEqual([{ subject: subjectId }])
})

it("a consent given until the obligations are performed ends by itself, once, and the person is told", async () => {
  const signed = await here.borrower(1)
  const { subjectId } = signed.actor
  await expireConsents(here.house, subjectId)
  expect(await eventsOf(subjectId, "expired")).toEqual([])
  const { rows } = await here.lender.query(`select ${customer} as id`, ["+996555000001"])
  await here.lender.query(await readFile("db/lender/repay.sql", "utf8"), [rows[0]?.id])
  await Promise.all([expireConsents(here.house, subjectId), expireConsents(here.house, subjectId)])
  await expireConsents(here.house, subjectId)
  const expired = (await eventsOf(subjectId, "expired")).map(({ name }) => name)
  expect(expired).toContain("contract/use")
  expect(expired).toContain("marketing_own/use")
  expect(new Set(expired).size).toBe(expired.length)
  const flags = await here.lender.query(
    `select bool_or(allowed) as any from core.processing_flags where purpose <> 'research' and customer_id = ${customer}`,
    ["+996555000001"],
  )
  expect(flags.rows[0]?.any).toBe(false)
  const { letters } = await as(here, signed, myConsents)
  expect(letters).toHaveLength(1)
  const letter = await as(here, signed, (ctx) => openLetter(ctx, letters[0]?.id ?? ""))
  expect(letter && letterText(letter.letter)).toContain("6.2")
  const told = await here.owner.query(
    "select 1 from outbox where subject_id = $1 and template = 'consent_expired'",
    [subjectId],
  )
  expect(told.rowCount).toBe(1)
})

it("a fact nobody knows ends nothing", async () => {
  const { subjectId } = (await here.borrower(2)).actor
  await importConsents(here.house, subjectId)
  await here.lender.query(`update core.loans set status = 'written_off' where customer_id = ${customer}`, [
    "+996555000002",
  ])
  await expireConsents(here.house, subjectId)
  expect(await eventsOf(subjectId, "expired")).toEqual([])
})
