import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { checkList } from "@/lib/consents/check-list"
import { endByMessage } from "@/lib/consents/end-by-message"
import { followConsents } from "@/lib/consents/follow-consents"
import { giveConsent } from "@/lib/consents/give-consent"
import { importConsents } from "@/lib/consents/import-consents"
import { myConsents } from "@/lib/consents/my-consents"
import { receiveStop } from "@/lib/consents/receive-stop"
import { forgetSuppressions } from "@/lib/consents/suppress"
import { readUnsubscribe, unsubscribe, unsubscribeLink } from "@/lib/consents/unsubscribe"
import { asWorker } from "@/lib/context"
import { Forbidden, Invalid, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { signatureOf } from "@/lib/signing/signature"
import { approve, as, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

const SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`
const phones = ["", "+996555000001", "+996555000002", "+996555000003"] as const

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
  here.house.configuration.webhookSecrets.CARRIER_WEBHOOK_SECRET = SECRET
})
afterAll(() => here?.close())

/** The answers of somebody who checks a list: the mark beside each contact. */
async function marks(contacts: readonly string[], purpose = "marketing_own"): Promise<string[]> {
  const bytes = Buffer.from(
    `name;contact\r\n${contacts.map((contact) => `"A; B";${contact}`).join("\r\n")}\r\n`,
  )
  const { csv } = await as(here, await here.staff("officer"), (ctx) => checkList(ctx, { purpose, bytes }))
  return csv
    .trim()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(";").at(-1)?.replaceAll('"', "") ?? "")
}

const stateOf = async (n: 1 | 2 | 3, purpose: string) =>
  (await as(here, await here.borrower(n), myConsents)).purposes.find((each) => each.purpose.code === purpose)
    ?.state

const allowed = async (n: 1 | 2 | 3) =>
  (
    await here.lender.query<{ allowed: boolean }>(
      "select distinct f.allowed from core.processing_flags f join core.customers c using (customer_id) where f.purpose = 'marketing_own' and c.mobile_phone = $1",
      [phones[n]],
    )
  ).rows.map((row) => row.allowed)

const answered = (from: string, text: string, id: string = randomUUID(), secret = SECRET) => {
  const body = Buffer.from(JSON.stringify({ from, text }))
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = `v1,${signatureOf(secret, { id, timestamp, body })}`
  return receiveStop(here.house, { source: "carrier:replies", from: "test", id, timestamp, body, signature })
}

it("one tap from a message ends its purpose alone, without sign-in, everywhere; another's link cannot be made up", async () => {
  const { actor } = await here.borrower(1)
  const { subjectId } = actor
  await importConsents(here.house, subjectId)
  const link = unsubscribeLink(here.house, { subjectId, purpose: "marketing_own" })
  const token = link.split("/").at(-1) ?? ""
  expect(Buffer.from(token, "base64url").toString("latin1")).not.toContain(subjectId)
  expect(await readUnsubscribe(here.house, token)).toMatchObject({ ended: false })
  expect(await stateOf(1, "marketing_own")).toBe("partly")
  for (const wrong of ["", "x", `${token.slice(0, -2)}AA`, randomUUID()])
    await expect(unsubscribe(here.house, wrong)).rejects.toBeInstanceOf(NotFound)
  await unsubscribe(here.house, token)
  await unsubscribe(here.house, token)
  expect(await readUnsubscribe(here.house, token)).toMatchObject({ ended: true })
  expect([await stateOf(1, "marketing_own"), await stateOf(1, "marketing_third")]).toEqual([
    "ended",
    "partly",
  ])
  const { rows } = await here.owner.query(
    "select count(*)::int as n, method from consent_events where subject_id = $1 and event = 'withdrawn' group by 2",
    [subjectId],
  )
  expect(rows).toEqual([{ n: 3, method: "link" }])
  expect(await marks([phones[1]])).toEqual([""])
  await followConsents(here.house, subjectId)
  expect(await allowed(1)).toEqual([false])
  expect(await marks(["0555 000 001", "someone@else.example"])).toEqual(["x", ""])
  expect(await marks([phones[1]], "marketing_third")).toEqual([""])
})

it("consent given again takes the contact off the list", async () => {
  const signed = await here.borrower(1)
  await as(here, signed, async (ctx) =>
    giveConsent(ctx, { purpose: "marketing_own", edition: (await myConsents(ctx)).inForce.edition.id }),
  )
  await followConsents(here.house, signed.actor.subjectId)
  expect([await allowed(1), await marks([phones[1]])]).toEqual([[true], [""]])
})

it("STOP by SMS ends every purpose of messages for that number; who it is, and whether it is known, is not answered", async () => {
  const { subjectId } = (await here.borrower(2)).actor
  await importConsents(here.house, subjectId)
  const jobs = async () =>
    (
      await here.owner.query(
        "select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'stop-messages'",
      )
    ).rowCount
  await expect(
    answered(phones[2], "STOP", "a", `whsec_${Buffer.alloc(32, 1).toString("base64")}`),
  ).rejects.toMatchObject({
    status: 401,
  })
  for (const text of ["Токтобогула", "stopping by", "Рахмат", ""])
    expect(await answered(phones[2], text)).toBeUndefined()
  expect([await jobs(), await marks([phones[2]])]).toEqual([0, [""]])
  const id = randomUUID()
  expect(await answered("0555 000 002", " токтот!", id)).toBeUndefined()
  expect(await answered("+996700999888", "СТОП")).toBeUndefined()
  await expect(answered(phones[2], "STOP", id)).rejects.toMatchObject({ status: 409 })
  expect(await marks([phones[2], "+996700999888", phones[3]])).toEqual(["x", "x", ""])
  expect(await jobs()).toBe(1)
  await endByMessage(here.house, subjectId, { method: "sms" })
  await followConsents(here.house, subjectId)
  expect([
    await stateOf(2, "marketing_own"),
    await stateOf(2, "marketing_third"),
    await stateOf(2, "contract"),
  ]).toEqual(["ended", "ended", "given"])
  expect(await allowed(2)).toEqual([false])
})

it("what was erased is not marketed to again: its contacts are on the list, and a list that comes again gives nothing", async () => {
  const { subjectId } = (await here.borrower(3)).actor
  const part = await signLetter(here, 3, { right: "erasure", categories: ["mobile_phone"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect([await marks([phones[3]]), await marks([phones[3]], "marketing_third")]).toEqual([["x"], ["x"]])
  const { rows } = await here.owner.query(
    "select distinct ground, until > now() + interval '2 years' as long, until < now() + interval '4 years' as short from suppressions where ground = 'erased'",
  )
  expect(rows).toEqual([{ ground: "erased", long: true, short: true }])
  await importConsents(here.house, subjectId)
  const { rows: taken } = await here.owner.query(
    "select distinct event from consent_events where subject_id = $1 and purpose like 'marketing%'",
    [subjectId],
  )
  expect(taken).toEqual([{ event: "invalid" }])
})

it("the list is read by those who check against it alone, refuses what is no list, and every entry ends", async () => {
  const [officer, auditor] = [await here.staff("officer"), await here.staff("auditor")]
  const bytes = Buffer.from("a,b\n1,2\n")
  await expect(
    as(here, auditor, (ctx) => checkList(ctx, { purpose: "marketing_own", bytes })),
  ).rejects.toBeInstanceOf(Forbidden)
  for (const [purpose, list] of [
    ["contract", bytes],
    ["marketing_own", Buffer.from('a,"b\n1')],
    ["marketing_own", Buffer.from([0xff, 0xfe, 0x41])],
    ["marketing_own", Buffer.alloc(0)],
  ] as const)
    await expect(as(here, officer, (ctx) => checkList(ctx, { purpose, bytes: list }))).rejects.toBeInstanceOf(
      Invalid,
    )
  await expect(here.house.pools.subject.query("select hash from suppressions")).rejects.toMatchObject({
    code: "42501",
  })
  await expect(here.house.pools.staff.query("select ground from suppressions")).rejects.toMatchObject({
    code: "42501",
  })
  expect((await here.house.pools.staff.query("select hash from suppressions")).rows).toEqual([])
  await here.owner.query("update suppressions set until = now() - interval '1 day'")
  expect(await marks([phones[2]])).toEqual([""])
  await asWorker(here.house, "tidy", null, forgetSuppressions)
  expect((await here.owner.query("select 1 from suppressions")).rowCount).toBe(0)
})
