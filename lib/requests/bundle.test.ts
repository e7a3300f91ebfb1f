import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { unzipSync, zipSync } from "fflate"
import { afterAll, beforeAll, expect, it } from "vitest"
import { receiptCommand } from "@/bin/commands/receipt"
import { transaction } from "@/db/transaction"
import type { Signed, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { sequence } from "@/lib/ledger/sequence"
import { underView } from "@/lib/oversight/under-view"
import { checkBundle } from "@/lib/receipts/check-bundle"
import { publishedLedgerKey } from "@/lib/receipts/published-keys"
import { readKey } from "@/lib/receipts/signed-note"
import type { Part } from "@/lib/requests/access"
import { refusedErasure } from "@/lib/requests/appeal.fixture"
import { requestBundle } from "@/lib/requests/bundle"
import { openWorld, type World } from "@/lib/requests/cast.fixture"

let world: World
let house: OpenHouse
let auditor: Signed<StaffActor>
let officer: Signed<StaffActor>
let part: Part
let key: string
const folder = mkdtempSync(join(tmpdir(), "bundle-"))

beforeAll(async () => {
  world = await openWorld()
  house = { ...world.house, vaultFor: underView }
  officer = await world.colleague("officer")
  auditor = await world.colleague("auditor")
  const [borrower, approver] = [await world.borrower("+996555000003"), await world.colleague("approver")]
  part = await refusedErasure(world, { borrower, officer, approver })
  await sequence(world.house)
  const { pools, vault } = world.house
  key = (await transaction(pools.subject, {}, (db) => publishedLedgerKey(db, vault.ledgerKey))) ?? ""
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world?.end()
})

const count = async (what: string) => Number((await world.owner.query(what)).rows[0]?.count)
const verdictOf = async (zip: Uint8Array) => {
  const known = await readKey(key)
  return checkBundle(zip, known ? [known] : [])
}

it("all of a request goes to the auditor alone, under a view and an entry with the hash of its list", async () => {
  const { number } = part
  await expect(requestBundle(house, officer, number)).rejects.toThrow(Forbidden)
  await expect(requestBundle(house, auditor, "2026-999999")).rejects.toThrow(NotFound)
  const views = await count("select count(*) from views")
  const { name, bytes } = await requestBundle(house, auditor, number)
  expect(name).toBe(`${number}.zip`)
  expect(await count("select count(*) from views")).toBe(views + 1)
  const list = unzipSync(bytes)["list.json"] ?? new Uint8Array()
  const { rows } = await world.owner.query(
    `select encode(p.salt, 'hex') as salt, convert_from(i.leaf, 'UTF8')::jsonb ->> 'commit' as commit
     from ledger_inbox i join ledger_payloads p on p.id = i.id
     where convert_from(i.leaf, 'UTF8')::jsonb ->> 'act' = 'bundle.made'`,
  )
  const hash = createHash("sha256").update(list).digest("hex")
  const commit = createHash("sha256").update(Buffer.from(rows[0].salt, "hex"))
  expect(rows.map((row) => row.commit)).toEqual([
    commit.update(JSON.stringify({ list: hash, number })).digest("hex"),
  ])
})

it("it is checked without the portal: every entry by name, letters and steps against the entries", async () => {
  const { bytes } = await requestBundle(house, auditor, part.number)
  const verdict = await verdictOf(bytes)
  expect([verdict.holds, verdict.faults, verdict.letters]).toEqual([true, [], 2])
  expect(verdict.events).toBeGreaterThan(3)
  expect(verdict.receipts.map(({ verdict: each }) => each.entry?.act)).toEqual(
    expect.arrayContaining([
      "request.submitted",
      "part.proposed",
      "part.approved",
      "part.moved",
      "letter.sent",
    ]),
  )
  const at = join(folder, "request.zip")
  writeFileSync(at, bytes)
  const said: string[] = []
  expect(await receiptCommand(["verify", at, "--key", key], (line) => said.push(line))).toBe(0)
  expect(said[0]).toContain("All of the request holds")
  expect(said.join("\n")).toMatch(/- receipts\/\d{3}-request\.submitted\.tlog-proof: The receipt holds/)
  const python = spawnSync("python3", ["public/check-receipt.py", at, "--key", key])
  expect([python.status, python.stdout.toString().trim().split("\n").length]).toEqual([
    0,
    verdict.receipts.length,
  ])
})

it("whatever is changed in it is named, even by whoever writes its list anew", async () => {
  const files = unzipSync((await requestBundle(house, auditor, part.number)).bytes)
  const list = JSON.parse(Buffer.from(files["list.json"] ?? []).toString())
  const letter = Buffer.from(files["letters/002.txt"] ?? [])
    .toString()
    .replace("окулбайт", "окулат")
  expect(letter).toContain("окулат")
  const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex")
  const packed = (changes: Record<string, Buffer>, relisted: object = list) =>
    verdictOf(zipSync({ ...files, ...changes, "list.json": Buffer.from(JSON.stringify(relisted)) }))
  const faults = async (made: ReturnType<typeof packed>) => (await made).faults
  expect(await faults(packed({ "letters/002.txt": Buffer.from(letter) }))).toEqual([
    { is: "altered", file: "letters/002.txt" },
    { is: "letter_without_entry", file: "letters/002.txt" },
  ])
  const relisted = {
    ...list,
    files: list.files.map((file: { name: string }) =>
      file.name === "letters/002.txt" ? { ...file, sha256: hash(Buffer.from(letter)) } : file,
    ),
  }
  expect(await faults(packed({ "letters/002.txt": Buffer.from(letter) }, relisted))).toEqual([
    { is: "letter_without_entry", file: "letters/002.txt" },
  ])
  const [first, ...rest] = list.events
  const step = `${first.part} ${first.event} ${first.from} ${first.to}`
  expect(await faults(packed({}, { ...list, events: rest }))).toEqual([
    { is: "entry_without_event", what: step },
  ])
  expect(await faults(packed({}, { ...list, events: [first, ...list.events] }))).toEqual([
    { is: "event_without_entry", what: step },
  ])
  expect(await faults(packed({ "more.txt": Buffer.from("x") }))).toEqual([
    { is: "unlisted", file: "more.txt" },
  ])
  expect(await verdictOf(Buffer.from("PK, and nothing of a zip"))).toMatchObject({
    holds: false,
    faults: [{ is: "no_bundle" }],
  })
  const receipt = list.receipts[0].file
  const damaged = Buffer.from(files[receipt] ?? [])
  damaged.writeUInt8(damaged.readUInt8(60) ^ 1, 60)
  const verdict = await packed({ [receipt]: damaged })
  expect(verdict.receipts.filter((each) => !each.verdict.holds).map(({ file }) => file)).toEqual([receipt])
})
