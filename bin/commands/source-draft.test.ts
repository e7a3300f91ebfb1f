import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { parse } from "yaml"
import { connectorUrl } from "@/db/connector-role"
import { loadLender } from "@/db/lender/load"
import { testConnectorPassword } from "@/db/testing/database"
import { readPolicy } from "@/lib/policy/read"
import { mapFindings } from "@/lib/sources/map-findings"
import { DataMap, isRelational, RelationalMap } from "@/lib/sources/map-schema"
import { grantsFor } from "@/lib/sources/postgres/grants"
import { checkSchema } from "@/lib/sources/schema-check"
import { dropDatabases, ownDatabase } from "@/lib/testing/open-deployment"
import { fillDemoSource } from "../start/demo-sources"
import { sourceCommand } from "./source"

/** The demo source of a folder, with its owner's login: whoever drafts a map looks at everything. */
async function filled(folder: string) {
  const dir = `policies/${folder}`
  const map = DataMap.parse(parse(await readFile(`${dir}/data-map.yaml`, "utf8")))
  const [[name, source] = []] = Object.entries(map.sources)
  if (name === undefined || !source || !isRelational(source)) throw new Error(`${dir} has no source`)
  const ownerUrl = await ownDatabase("source")
  const demo = {
    ...{ ownerUrl, connection: source.connection, connectorPassword: testConnectorPassword },
    database: new URL(ownerUrl).pathname.slice(1),
  }
  if (source.connection === "LENDER_URL") await loadLender({ ...demo, borrowers: 40 })
  else await fillDemoSource(demo, dir)
  return { dir, map, name, source: RelationalMap.parse(source), ownerUrl }
}

async function run(dir: string, variables: Record<string, string>, ...args: string[]) {
  const lines: string[] = []
  const env = { NODE_ENV: "test", UKUK_POLICY: dir, ...variables } as const
  const code = await sourceCommand(["draft", ...args], env, (line) => lines.push(line))
  return { code, text: lines.join("\n") }
}

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
    .query<Record<string, unknown>>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

/** Table, column and path of every field of a map. */
const columnsOf = ({ entries }: RelationalMap): Set<string> =>
  new Set(
    Object.values(entries).flatMap((entry) =>
      entry.fields.map((field) => {
        const table = field.shared ? entry.shares?.table : (field.through?.at(-1)?.table ?? entry.table)
        return [table, field.column, ...(field.path ?? [])].join(".")
      }),
    ),
  )

let dir = ""
const databases: string[] = []
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "draft-"))
})
afterAll(async () => {
  await rm(dir, { recursive: true })
  await dropDatabases(databases)
})

const seen = (table: string, column: string) =>
  [
    "    facts:\n",
    `    ignore: [{ table: ${table}, column: ${column}, reason: nobody can read it }]\n    facts:\n`,
  ] as const

/** What a person still has to write: the text of a draft, and what it is to be instead. */
const EDITS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  om: [
    [
      "fields:\n          - { column: changed_at, category: display_settings, field: changed_at",
      "fields:\n          - { column: changed_at, category: password, field: set_at",
    ],
    seen("club.secrets", "digest"),
  ],
  "infocom-auction": [seen("reg.account", "pwd_hash")],
  "srs-eservices": [seen("portal.users", "password_digest")],
}

test.each(["somo", "om", "qlever", "infocom-auction", "srs-eservices"])(
  "the draft of %s's source names its personal columns, and fits after few edits",
  async (folder) => {
    const { dir, map, name, source, ownerUrl } = await filled(folder)
    databases.push(ownerUrl)
    const { code, text } = await run(dir, { [source.connection]: ownerUrl }, name)
    expect(code).toBe(0)
    const edited = (EDITS[folder] ?? []).reduce((draft, [from, to]) => draft.replace(from, to), text)
    const drafted = RelationalMap.parse(parse(edited).sources[name])

    const [wanted, found] = [columnsOf(source), columnsOf(drafted)]
    const missed = [...wanted].filter((column) => !found.has(column))
    expect.soft(missed.length / wanted.size, missed.join(", ")).toBeLessThanOrEqual(0.1)

    const whole: DataMap = { ...map, sources: { [name]: drafted } }
    expect(mapFindings(whole, await readPolicy(dir))).toEqual([])
    await ask(ownerUrl, grantsFor(drafted))
    expect(await checkSchema(name, drafted, connectorUrl(ownerUrl, testConnectorPassword))).toEqual([])
  },
)

test("nothing of a sample is printed, written or told in an error", async () => {
  const { ownerUrl } = await filled("somo")
  databases.push(ownerUrl)
  await ask(
    ownerUrl,
    `create table core.club_cards (id int primary key, customer_id int references core.customers, card text, e_mail text,
       phones jsonb, more jsonb, constraint no_canary check (card <> 'none'));
     insert into core.club_cards select n, null, 'CANARY' || n, 'canary' || n || '@post.example',
       jsonb_build_object('canary' || n, n), jsonb_build_object('email', 'canary' || n || '@post.example', 'shoe size', 40)
     from generate_series(1, 40) n`,
  )
  const people = await ask(
    ownerUrl,
    "select last_name, first_name, pin, mobile_phone, email from core.customers",
  )
  const values = people
    .flatMap((person) => Object.values(person))
    .filter((value) => String(value ?? "").length > 5)
  const file = path.join(dir, "lender.yaml")

  const shown = await run("policies/somo", { LENDER_URL: ownerUrl }, "lender", "--json")
  const written = await run(
    "policies/somo",
    { SHOP_URL: ownerUrl },
    "shop",
    "--connection",
    "SHOP_URL",
    "--out",
    file,
  )
  const all = [shown.text, written.text, await readFile(file, "utf8")].join("\n")
  expect([shown.code, written.code]).toEqual([0, 0])
  expect(JSON.parse(shown.text)).toMatchObject({ source: "lender", entries: expect.any(Number) })
  expect(all).toContain("core.club_cards")
  expect(all).toContain("connection: SHOP_URL")
  expect(all.toLowerCase()).not.toContain("canary")
  expect(values.length).toBeGreaterThan(100)
  expect(values.filter((value) => all.includes(String(value)))).toEqual([])

  const again = await run(
    "policies/somo",
    { SHOP_URL: ownerUrl },
    "shop",
    "--connection",
    "SHOP_URL",
    "--out",
    file,
  )
  expect(again).toEqual({
    code: 1,
    text: `${file} cannot be written: it is there already, or its folder is not.`,
  })
  const away = await run(
    "policies/somo",
    { LENDER_URL: "postgres://canary:canary@127.0.0.1:1/canary" },
    "lender",
  )
  expect(away).toEqual({ code: 1, text: "The source does not answer at the address in LENDER_URL." })
})

test("a database without people, and wrong usage, are said so", async () => {
  const empty = await ownDatabase("source")
  databases.push(empty)
  const { code, text } = await run("policies/somo", { LENDER_URL: empty }, "lender")
  expect(code).toBe(1)
  expect(text).toContain("No table here has a key")
  expect((await run("policies/somo", {}, "--help")).code).toBe(0)
  const wrong = [
    [],
    ["a", "b"],
    ["Lender"],
    ["lender", "--kind", "oracle"],
    ["lender", "--rows", "5000"],
    ["lender", "--wat"],
  ]
  for (const args of wrong) expect((await run("policies/somo", { LENDER_URL: empty }, ...args)).code).toBe(2)
  expect((await run("policies/somo", {}, "nowhere")).code).toBe(2)
})
