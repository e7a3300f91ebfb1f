import { readdirSync, readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import pg from "pg"
import { expect, it } from "vitest"
import { closePools, openPools } from "@/db/pools"
import { freshDatabase } from "@/db/testing/database"
import { openVault } from "@/lib/keys/vault"
import { type DataFixture, loadFixture } from "@/lib/testing/data-fixture"

const versions = readdirSync("db/fixtures").map((file) => file.replace(".json.gz", ""))

it.each(versions)(
  "the data of %s loads under the present schema, and its letters still open",
  async (version) => {
    const fixture = JSON.parse(
      gunzipSync(readFileSync(`db/fixtures/${version}.json.gz`)).toString(),
    ) as DataFixture
    const database = await freshDatabase()
    await loadFixture(database.url, database.keysUrl, fixture)
    const owner = new pg.Client({ connectionString: database.url })
    await owner.connect()
    const pools = openPools({
      databaseUrl: database.url,
      keysUrl: database.keysUrl,
      masterKey: database.masterKey,
      size: 1,
    })
    const vault = openVault(pools.keyring, database.masterKey)
    const { rows } = await owner.query("select id, subject_id, content from letters")
    expect(rows.length).toBe(fixture.portal.letters?.length)
    for (const { id, subject_id, content } of rows) {
      const plain = await vault.open({ id: subject_id, purpose: "case" }, `letters.content|${id}`, content)
      expect(JSON.parse(plain.toString())).toHaveProperty("title")
    }
    const { rows: counted } = await owner.query("select count(*)::int as n from plan_operations")
    expect(counted[0]?.n).toBe(fixture.portal.plan_operations?.length)
    await closePools(pools)
    await owner.end()
    await database.drop()
  },
)
