import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { gzipSync } from "node:zlib"
import { startEmbedded } from "@/db/embedded"

// Writes db/fixtures/VERSION.json.gz: a small deployment's data under the schema of this version, with demo people only.
const version = process.argv[2]
if (!version) {
  process.stderr.write("npx tsx bin/data-fixture.ts VERSION\n")
  process.exit(2)
}
const home = mkdtempSync(path.join(tmpdir(), "ukuk-fixture-"))
const server = await startEmbedded({ home, durable: false })
process.env.UKUK_TEST_PG = server.url
const { testDeployment } = await import("@/lib/testing/deployment")
const { seedErasures } = await import("@/lib/testing/erasures")
const { readFixture } = await import("@/lib/testing/data-fixture")
const { fulfilPart } = await import("@/lib/fulfilment/fulfil")
const { importConsents } = await import("@/lib/consents/import-consents")
const here = await testDeployment()
const { rows } = await here.lender.query<{ id: string }>(
  "select customer_id::text as id from core.customers order by 1 offset 6 limit 3",
)
const seeded = await seedErasures(
  here.house,
  here.owner,
  rows.map(({ id }) => id),
)
for (const { part } of seeded.slice(0, 2)) await fulfilPart(here.house, part)
for (const n of [1, 2, 3] as const) await importConsents(here.house, (await here.borrower(n)).actor.subjectId)
const { databaseUrl, keysUrl } = here.house.configuration
const asOwner = (database: string) =>
  Object.assign(new URL(server.url), { pathname: new URL(database).pathname }).href
const fixture = await readFixture(asOwner(databaseUrl), asOwner(keysUrl))
mkdirSync("db/fixtures", { recursive: true })
writeFileSync(`db/fixtures/${version}.json.gz`, gzipSync(JSON.stringify(fixture), { level: 9 }))
await here.close()
await server.stop()
rmSync(home, { recursive: true, force: true })
process.exit(0)
