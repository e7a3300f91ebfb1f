import { readFile } from "node:fs/promises"
import { portal } from "./deployment"
import { sweep } from "./sweep"
import { expect, test } from "./test"

const UNKNOWN = "0198f0c2-6a1e-4b7c-9d3f-2b8e5a7c1d40"

test("the auditor sees how the ledger stands, finds an entry with its proof, and the checkpoint everybody gets @nojs", async ({
  auditor,
  person,
}, { outputDir }) => {
  await auditor.open("/admin/registers")
  await auditor.goTo("/admin/ledger")
  await auditor.seesTitle("ledger.title")
  await auditor.sees("ledger.file.agrees")
  await auditor.sees("ledger.mail.address")
  await auditor.main.getByText("maalymat@somo.example").waitFor()

  await auditor.type("ledger.find.id", "12")
  await auditor.press("ledger.find.submit")
  await auditor.isRefused("errors.entry_id")
  await expect(auditor.field("ledger.find.id")).toHaveValue("12")
  await auditor.type("ledger.find.id", UNKNOWN)
  await auditor.press("ledger.find.submit")
  await auditor.sees("ledger.find.none")
  const [entry] = await portal<{ id: string }>("select id from ledger_entries order by seq limit 1")
  await auditor.type("ledger.find.id", ` ${entry?.id.toUpperCase()} `)
  await auditor.press("ledger.find.submit")
  await auditor.sees("ledger.find.about")
  const coming = auditor.page.waitForEvent("download")
  await auditor.main.getByRole("link", { name: auditor.say("ledger.find.save") }).click()
  const download = await coming
  await download.saveAs(`${outputDir}/entry.tlog-proof`)
  const proof = await readFile(`${outputDir}/entry.tlog-proof`, "utf8")
  expect([download.suggestedFilename(), proof.split("\n", 1)[0]]).toEqual([
    "entry-1.tlog-proof",
    "c2sp.org/tlog-proof@v1",
  ])

  const ask = (address: string) => person.page.request.get(address)
  const newest = await (await ask("/ledger/checkpoint")).text()
  const [origin, size] = newest.split("\n")
  const kept = await ask(`/ledger/checkpoint/${size}`)
  expect(await kept.text()).toBe(newest)
  expect(kept.headers()).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
  })
  expect(kept.headers()["content-security-policy"]).toContain("sandbox")
  expect((await (await ask("/ledger/key")).text()).startsWith(`${origin}+`)).toBe(true)
  expect(await (await ask(`/ledger/consistency/1/${size}`)).text()).toMatch(/^old 1\n/)
  expect((await ask(`/ledger/checkpoint/${Number(size) + 1_000_000}`)).status()).toBe(404)
})

test("the ledger's page reads in three languages at 360 and 1280 px", async ({ auditor }) => {
  test.setTimeout(120_000)
  await sweep(auditor, ["/admin/ledger"])
})
