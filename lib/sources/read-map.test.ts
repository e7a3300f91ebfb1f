import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { readPolicy } from "@/lib/policy/read"
import type { Policy } from "@/lib/policy/schema"
import { readDataMap } from "./read-map"
import { relational } from "./relational.fixture"

let dir: string
let policy: Policy
let text: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "ukuk-map-"))
  policy = (await readPolicy("policies/somo")).policy
  text = await readFile("policies/somo/data-map.yaml", "utf8")
})
afterAll(() => rm(dir, { recursive: true }))

async function faultsOf(changed: string): Promise<string[]> {
  await writeFile(join(dir, "data-map.yaml"), changed)
  const { faults } = await readDataMap(dir, policy)
  return faults.map(({ line, reason }) => `${line}: ${reason}`)
}

const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split("\n").length

test("the map of somo holds every category, answers every fact and can stop every purpose of its policy", async () => {
  const { dataMap, faults } = await readDataMap("policies/somo", policy)
  expect(faults).toEqual([])
  expect(dataMap?.policy).toBe("somo")
})

test("the fact obligations.performed is the lender's own query, word for word", async () => {
  const { dataMap } = await readDataMap("policies/somo", policy)
  const own = await readFile("db/lender/obligations.sql", "utf8")
  const words = (sql: string) =>
    sql
      .replace(/^--.*$/gm, "")
      .replace(/\s+/g, " ")
      .trim()
  expect(words(relational(dataMap?.sources.lender).facts["obligations.performed"]?.sql ?? "")).toContain(
    words(own),
  )
})

test.each([
  [
    "category: email, field: email",
    "category: emial, field: email",
    "category: email, field: email",
    'There is no category "emial": correct it to "email" or add it to "categories of policy.yaml".',
  ],
  [
    "    pin: { category: pin, field: pin, origin: subject }\n",
    "",
    "  holds:",
    'People are known by "pin", so the portal holds it: name its category, field and origin.',
  ],
  [
    "language: { category: registration, field: language,",
    "language: { category: registration, field: tongue,",
    "    language: {",
    'There is no field of "registration" "tongue": correct the code or add it to "fields of that category".',
  ],
  [
    "field: employer, type",
    "field: employr, type",
    "field: employer, type",
    'There is no field of "workplace" "employr": correct it to "employer" or add it to "fields of that category".',
  ],
  [
    "field: birth_date, type: date",
    "field: birth_date, type: text",
    "field: birth_date, type: date",
    'The policy calls "birth_date" of "birth_date" a date: correct "type".',
  ],
  [
    "        marketing_own: [collect, use, store]",
    "        marketing: [collect, use, store]",
    "        marketing_own: [collect, use, store]",
    'There is no purpose "marketing": correct the code or add it to "purposes of policy.yaml".',
  ],
  [
    "credit_assessment: [collect, use, store]",
    "credit_assessment: [collect, use, store, transfer]",
    "credit_assessment: [",
    'The policy does not "transfer" for the purpose "credit_assessment": remove it.',
  ],
  [
    "research: [collect, use, store, transfer]",
    "research: [collect, use, store]",
    "      purposes:",
    'Nothing can stop "transfer" for the purpose "research": add it.',
  ],
  [
    "origin: another_client",
    "origin: another_person",
    "origin: another_client",
    'There is no origin "another_person": correct the code or add it to "origins of policy.yaml".',
  ],
  [
    'field: sex, type: text, erase: "null"',
    "field: sex, type: text",
    "column: sex",
    'Nothing says how "sex" is erased while its row is kept: add "erase".',
  ],
  ["policy: somo", "policy: soma", "policy: somo", 'The policy beside this map is "somo": correct "policy".'],
  [
    "      loan.open:",
    "      loan.shut:",
    "sources:",
    'No source answers the fact "loan.open" of the policy: add it to the "facts" of one.',
  ],
  [
    "    connection: LENDER_URL",
    "    connection: postgres://secret@host/db",
    "    connection: LENDER_URL",
    "must be the name of an environment variable, such as CUSTOMERS_URL",
  ],
  ["    limits: {", "    limit: {", "    limits: {", 'Unknown key "limit"'],
  ["        rows: detach", "        rows: explode", "        rows: detach", "detach"],
])("%s → %s: one sentence at its line", async (from, to, place, sentence) => {
  expect(text).toContain(from)
  const faults = await faultsOf(text.replace(from, to))
  expect(faults.join("\n")).toContain(sentence)
  const at = faults.find((fault) => fault.includes(sentence))
  expect(Number(at?.split(":")[0])).toBe(lineOf(place))
})

test("a category nobody holds, a missing file and broken YAML are said", async () => {
  const without = text
    .split("\n")
    .filter((line) => !line.includes("category: marital_status"))
    .join("\n")
  expect((await faultsOf(without)).join()).toContain('No source holds the category "marital_status"')
  expect((await faultsOf("sources: [")).join()).toContain("This is not valid YAML")
  const { faults } = await readDataMap(join(dir, "nowhere"), policy)
  expect(faults[0]?.reason).toContain("There is no data-map.yaml here")
})
