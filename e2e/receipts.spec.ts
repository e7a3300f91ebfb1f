import { readFile, writeFile } from "node:fs/promises"
import { axeFindings } from "./axe"
import type { Person } from "./person"
import { expect, test } from "./test"

/** Stops the lender's advertising; the address of the request that came of it. */
async function stopAdvertising(person: Person): Promise<string> {
  await person.follow("cabinet.verbs.withdraw")
  await person.main.locator("#marketing_own").getByRole("button").click()
  await person.sees("consents.receipt.systems")
  const link = person.main.locator('a[href^="/cabinet/requests/2"]').first()
  return (await link.getAttribute("href")) ?? ""
}

/** Saves the receipt of a request's receipt once the ledger is signed over it. */
async function savedReceipt(person: Person, request: string, folder: string): Promise<string> {
  await person.open(request)
  await person.follow("receipts.link")
  await person.waitsFor(`${request}/receipts`, "receipts.file")
  const row = person.main
    .getByRole("listitem")
    .filter({ hasText: person.say("verify.words.acts.request_submitted") })
  const coming = person.page.waitForEvent("download")
  await row.getByRole("link", { name: person.say("receipts.file") }).click()
  const download = await coming
  expect(download.suggestedFilename()).toMatch(/^\d{4}-\d{6}-receipt-\d+\.tlog-proof$/)
  const at = `${folder}/receipt.tlog-proof`
  await download.saveAs(at)
  return at
}

/** What a browser asks of anybody while something is done in it. */
async function askedDuring(person: Person, work: () => Promise<void>): Promise<string[]> {
  const asked: string[] = []
  const note = (request: { url(): string }) => asked.push(request.url())
  person.page.on("request", note)
  await work()
  person.page.off("request", note)
  return asked
}

const choose = (person: Person, file: string) =>
  person.page.getByLabel(person.say("verify.choose")).setInputFiles(file)

test("a receipt is checked in the browser of whoever has it: a sound one, a changed one, and nothing is sent", async ({
  person,
  other,
  signUpAs,
}, { outputDir }) => {
  test.setTimeout(180_000)
  await signUpAs("owing")
  const file = await savedReceipt(person, await stopAdvertising(person), outputDir)
  const sound = await readFile(file)
  const changed = `${outputDir}/changed.tlog-proof`
  // One bit of the signature.
  const flipped = Buffer.from(sound)
  flipped.writeUInt8((flipped.at(-8) ?? 0) === 65 ? 66 : 65, flipped.length - 8)
  await writeFile(changed, flipped)

  await other.open("/verify")
  await other.seesTitle("verify.title")
  await other.page.waitForLoadState("networkidle")
  const status = other.page.getByRole("status")
  const asked = await askedDuring(other, async () => {
    await choose(other, file)
    await expect(status).toContainText(other.say("verify.words.holds"))
    for (const key of ["provenHead", "notProvenHead", "notProven.true", "acts.request_submitted"])
      await expect(status).toContainText(other.say(`verify.words.${key}`))
    expect(await axeFindings(other.page)).toEqual([])
    await choose(other, changed)
    await expect(status).toContainText(other.say("verify.words.fails"))
    await expect(status).not.toContainText(other.say("verify.words.provenHead"))
    const origin = new URL(other.page.url()).host
    await expect(status).toContainText(
      other.say("verify.words.faults.false_signature", { name: `${origin}/ledger` }),
    )
    await writeFile(changed, "сатып алуу тизмеси\n")
    await choose(other, changed)
    await expect(status).toContainText(other.say("verify.words.faults.head"))
  })
  expect(asked).toEqual([])
})

test("without script the page says how to check elsewhere and offers nothing that sends a file @nojs", async ({
  person,
}, { project }) => {
  await person.open("/verify")
  await person.sees("verify.offline.about")
  const script = await person.page.request.get("/check-receipt.py")
  expect([script.status(), (await script.text()).startsWith("#!/usr/bin/env python3")]).toEqual([200, true])
  await expect(person.main.locator("form")).toHaveCount(0)
  const plain = project.name === "without script"
  await expect(person.main.locator('input[type="file"]')).toHaveCount(plain ? 0 : 1)
  if (plain) await person.sees("verify.noScript")
})
