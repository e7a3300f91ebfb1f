import { createHash } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { importConsents } from "@/lib/consents/import-consents"
import { consentReceipt } from "@/lib/consents/receipt"
import { receiptJson, receiptJsonFile, receiptLetter, receiptPdfFile } from "@/lib/consents/receipt-files"
import { stopConsent } from "@/lib/consents/stop-consent"
import { NotFound } from "@/lib/errors"
import { letterText } from "@/lib/letters/letter-text"
import { prepareStop } from "@/lib/requests/prepare-stop"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const idOf = async (subject: string, event: string, purpose: string) =>
  (
    await here.owner.query<{ id: string }>(
      "select id from consent_events where subject_id = $1 and event = $2 and purpose = $3 order by operation limit 1",
      [subject, event, purpose],
    )
  ).rows[0]?.id ?? ""

it("each act of consent has a receipt that anybody can check, always the same, and the person's alone", async () => {
  const [signed, other] = [await here.borrower(1), await here.borrower(2)]
  const { subjectId } = signed.actor
  const ready = await prepareStop(here.house, signed, "research")
  await as(here, signed, (ctx) => stopConsent(ctx, { ...ready, purpose: "research" }))
  const id = await idOf(subjectId, "withdrawn", "research")
  const receipt = await as(here, signed, (ctx) => consentReceipt(ctx, id))
  expect(receipt.lines.map(({ operation }) => operation)).toEqual(["collect", "store", "transfer", "use"])
  for (const { entry, words } of receipt.lines) {
    if (!entry || !words) throw new Error("every line has its entry and its words")
    const { object, act, commit } = JSON.parse(entry.leaf)
    expect([entry.matches, act]).toEqual([true, "consent.recorded"])
    expect(
      createHash("sha256").update(Buffer.from(entry.salt, "hex")).update(entry.content).digest("hex"),
    ).toBe(commit)
    expect(createHash("sha256").update(words.lines.join("\n")).digest("hex")).toBe(words.hash)
    expect(JSON.parse(entry.content)).toMatchObject({
      purpose: "research",
      event: "withdrawn",
      text: words.hash,
    })
    const { rowCount } = await here.owner.query("select 1 from consent_events where id = $1", [object])
    expect(rowCount).toBe(1)
  }
  const text = letterText(receiptLetter(receipt, "ky"))
  expect(text).toContain("макулдук кайтарып алынды")
  expect(text).toContain("далилдейт")
  expect(text).not.toContain("КӨҢҮЛ БУРУҢУЗ")
  expect(receiptJson(receipt)).toBe((await receiptJsonFile(here.house, signed, id)).body)
  const [first, second] = [
    await receiptPdfFile(here.house, signed, id),
    await receiptPdfFile(here.house, signed, id),
  ]
  expect(createHash("sha256").update(first.body).digest()).toEqual(
    createHash("sha256").update(second.body).digest(),
  )
  for (const wrong of [id.replace(/^./, (c) => (c === "0" ? "1" : "0")), "x' or 1=1"])
    await expect(as(here, signed, (ctx) => consentReceipt(ctx, wrong))).rejects.toBeInstanceOf(NotFound)
  await expect(as(here, other, (ctx) => consentReceipt(ctx, id))).rejects.toBeInstanceOf(NotFound)
})

it("a receipt of what was taken over says what it does not prove", async () => {
  const signed = await here.borrower(2)
  await importConsents(here.house, signed.actor.subjectId)
  const id = await idOf(signed.actor.subjectId, "given", "marketing_own")
  const receipt = await as(here, signed, (ctx) => consentReceipt(ctx, id))
  expect([receipt.edition, receipt.lines[0]?.words, receipt.lines[0]?.entry?.matches]).toEqual([
    null,
    null,
    true,
  ])
  const said = letterText(receiptLetter(receipt, "en"))
  expect(said).toContain("not that the record is right")
  expect(said).toContain("Evidence: The lender's database: by a tick")
})

it("a receipt shows when its row was altered behind the portal, which nobody who works with it can do", async () => {
  const signed = await here.borrower(1)
  const { subjectId } = signed.actor
  const { subject, staff, worker } = here.house.pools
  for (const pool of [subject, staff, worker])
    for (const statement of ["update consent_events set event = 'given'", "delete from consent_events"])
      await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" })
  const id = await idOf(subjectId, "withdrawn", "research")
  await here.owner.query("update consent_events set event = 'given' where subject_id = $1 and purpose = $2", [
    subjectId,
    "research",
  ])
  const receipt = await as(here, signed, (ctx) => consentReceipt(ctx, id))
  expect(receipt.lines.every(({ entry }) => entry?.matches === false)).toBe(true)
  expect(letterText(receiptLetter(receipt, "ky"))).toContain("КӨҢҮЛ БУРУҢУЗ")
})
