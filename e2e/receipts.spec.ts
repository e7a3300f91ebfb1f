import { readFile, writeFile } from "node:fs/promises"
import { axeFindings } from "./axe"
import { portal } from "./deployment"
import type { Person } from "./person"
import { expect, test } from "./test"

/** Stops the lender's advertising; the address of the request that came of it. */
async function stopAdvertising(person: Person): Promise<string> {
  await person.follow("cabinet.verbs.withdraw")
  await person.main.locator("#marketing_own").getByRole("button").click()
  await person.sees("consents.receipt.systems")
  // With its receipt; or, where the ledger was not signed within two seconds, that it follows.
  const said = (key: string) => person.main.getByText(person.say(key))
  await expect(said("receipts.file").or(said("receipts.soon")).first()).toBeVisible()
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

/** A request that is there, with a receipt of each of its steps. */
async function answered(): Promise<string> {
  const [{ number = "" } = {}] = await portal<{ number: string }>(
    `select r.number from requests r join part_events e on e.part_id in (select id from request_parts where request_id = r.id)
     where r.number is not null group by r.number, r.received_at order by r.received_at limit 1`,
  )
  return number
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
  const status = other.page.getByRole("status").first()
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

test("two checkpoints are compared in the browser: it only grew, it was rewritten, it cannot be said; all of a request is checked there too", async ({
  other,
  auditor,
}) => {
  test.setTimeout(120_000)
  const [{ size = "", note: oldest = "" } = {}] = await portal<{ size: string; note: string }>(
    "select size::text, note from ledger_checkpoints order by size limit 1",
  )
  await other.open("/verify")
  await other.page.waitForLoadState("networkidle")
  const status = other.page.getByRole("status").last()
  const compare = () => other.press("verify.compare.submit")
  const title = (is: string) => expect(status).toContainText(other.say(`verify.compare.words.title.${is}`))
  await other.type("verify.compare.first", oldest)
  const asked = await askedDuring(other, async () => {
    await compare()
    await title("grew")
  })
  const paths = asked.map((address) => new URL(address).pathname.replace(/\d+$/, "N"))
  expect(paths).toEqual(["/ledger/checkpoint", `/ledger/consistency/${size}/N`])
  expect(await axeFindings(other.page)).toEqual([])
  // The same ledger told with another beginning, by somebody who has its key.
  await other.page.route("**/ledger/consistency/**", async (route) => {
    const answer = await (await route.fetch()).text()
    const [head, hash = "", ...rest] = answer.split("\n")
    const turned = `${hash.startsWith("A") ? "B" : "A"}${hash.slice(1)}`
    await route.fulfill({ body: [head, turned, ...rest].join("\n") })
  })
  await compare()
  await title("rewritten")
  await other.page.unroute("**/ledger/consistency/**")
  await other.type("verify.compare.second", oldest.replace("\n\n", "\n"))
  await compare()
  await title("unsaid")
  await expect(other.field("verify.compare.first")).toHaveValue(oldest)
  const file = (name: string, buffer: Buffer) => ({ name, buffer, mimeType: "application/octet-stream" })
  const chosen = file("checkpoint.txt", Buffer.from(oldest))
  await other.page.getByLabel(other.say("verify.compare.file2")).setInputFiles(chosen)
  await compare()
  await title("same")

  const number = await answered()
  const bundle = await auditor.page.request.get(`/api/staff/requests/${number}/bundle`)
  const box = other.page.getByLabel(other.say("verify.choose"))
  const zip = await bundle.body()
  await box.setInputFiles(file("request.zip", zip))
  const first = other.page.getByRole("status").first()
  await expect(first).toContainText(/\.tlog-proof: /)
  await expect(first).toContainText(other.say("verify.words.holds"))
  const torn = Buffer.from(zip)
  torn.writeUInt8(torn.readUInt8(120) ^ 1, 120)
  await box.setInputFiles(file("request.zip", torn))
  await expect(first).toContainText(other.say("verify.bundle.fails"))
})

test("without script the page says how to check elsewhere and offers nothing that sends a file @nojs", async ({
  person,
}, { project }) => {
  await person.open("/verify")
  await person.sees("verify.offline.about")
  const script = await person.page.request.get("/check-receipt.py")
  expect([script.status(), (await script.text()).startsWith("#!/usr/bin/env python3")]).toEqual([200, true])
  const plain = project.name === "without script"
  await expect(person.main.locator("form")).toHaveCount(plain ? 0 : 1)
  await expect(person.main.locator("form[action], form[method]")).toHaveCount(0)
  await expect(person.main.locator('input[type="file"]')).toHaveCount(plain ? 0 : 3)
  if (plain) await person.sees("verify.noScript")
})
