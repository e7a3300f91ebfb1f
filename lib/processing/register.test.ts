import { spawnSync } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import readExcelFile from "read-excel-file/node"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import type { InForce } from "@/lib/policy/editions"
import { readPolicy } from "@/lib/policy/read"
import { arraysOf, processingRegister, REGISTER_FIELDS } from "@/lib/processing/register"
import { type RegisterWords, registerJson, registerRows, registerXlsx } from "@/lib/processing/register-files"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { heldCategories } from "@/lib/sources/holdings"
import { readDataMap } from "@/lib/sources/read-map"

const words: RegisterWords = {
  heads: { array: "Array", field: "Field", content: "Content", ground: "Ground" },
  field: (field) => field,
  none: "None",
  assumed: "assumed",
}
const FOLDERS = ["infocom-auction", "om", "qlever", "somo", "srs-eservices"]
const hasOffice = spawnSync("soffice", ["--version"]).status === 0

let world: World
let auditor: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld()
  auditor = await world.colleague("auditor")
})
afterAll(() => world.end())

const contract = (name: string, until: string | null) =>
  world.owner.query(
    `insert into processors (name, recipient, service, categories, country, contract_number, contract_on, contract_until, measures, measures_on, recorded_by)
     values ($1, 'service_provider', 'Hosting', '{residence_address}', 'Germany', 'D-1', '2020-01-01', $2, 'Seen', '2020-01-01', $3)`,
    [name, until, auditor.actor.accountId],
  )
const register = () => world.as(auditor, processingRegister)

it.each(FOLDERS)(
  "%s: every array states each of the Agency's fields, and lists what its source holds",
  async (name) => {
    const dir = `policies/${name}`
    const { policy, profile } = await readPolicy(dir)
    const { dataMap } = await readDataMap(dir, policy)
    if (!dataMap) throw new Error("the data map has faults")
    const arrays = arraysOf({ policy, profile, dataMap } as InForce, [])
    expect(arrays.map(({ code }) => code)).toEqual([...Object.keys(dataMap.sources), "portal"])
    for (const { code, fields } of arrays) {
      expect(fields.map(({ field }) => field)).toEqual([...REGISTER_FIELDS])
      const empty = fields.filter(({ lines }) => lines.length === 0).map(({ field }) => field)
      expect(empty.filter((field) => field !== "cross_border" && field !== "recipients")).toEqual([])
      const source = dataMap.sources[code]
      const held = new Set(source ? heldCategories(source) : [])
      const listed = fields.find(({ field }) => field === "data")?.lines.length
      if (code !== "portal") expect(listed).toBe(held.size)
    }
  },
)

it("names processors whose contract is in force, their countries, and none whose contract ended", async () => {
  await contract("Present Host", null)
  await contract("Former Host", "2021-01-01")
  const { inForce, arrays } = await register()
  const json = JSON.stringify(registerJson(inForce, arrays, new Date()))
  expect(json).toContain("Present Host: Hosting (D-1)")
  expect(json).toContain("Present Host: Germany")
  expect(json).not.toContain("Former Host")
})

const workbook = async () => {
  const { inForce, arrays } = await register()
  const rows = registerRows(inForce, arrays, "ky", words)
  return { rows, bytes: await registerXlsx(rows, "Реестр") }
}

it("the workbook read back holds the same rows, letter by letter", async () => {
  const { rows, bytes } = await workbook()
  expect(rows.length).toBeGreaterThan(100)
  const [sheet] = await readExcelFile(bytes)
  expect(sheet?.sheet).toBe("Реестр")
  expect(sheet?.data).toEqual(rows.map((row) => row.map((cell) => cell || null)))
})

// Where LibreOffice is not installed this is counted as skipped: nobody opened the workbook with it there.
it.skipIf(!hasOffice)(
  "the workbook opens in LibreOffice and holds the same rows",
  { timeout: 60_000 },
  async () => {
    const { rows, bytes } = await workbook()
    const dir = await mkdtemp(join(tmpdir(), "register-"))
    try {
      await writeFile(join(dir, "register.xlsx"), bytes)
      const args = [
        `-env:UserInstallation=file://${dir}/profile`,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true",
      ]
      const done = spawnSync("soffice", [...args, "--outdir", dir, join(dir, "register.xlsx")], {
        encoding: "utf8",
      })
      expect(done.status).toBe(0)
      const csv = await readFile(join(dir, "register.csv"), "utf8")
      const quoted = (cell: string) => (cell ? `"${cell.replaceAll('"', '""')}"` : "")
      expect(csv.trimEnd().split(/\r?\n/)).toEqual(rows.map((row) => row.map(quoted).join(",")))
    } finally {
      await rm(dir, { recursive: true })
    }
  },
)
