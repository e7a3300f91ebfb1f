import pg from "pg"
import { expect, it } from "vitest"
import { roleUrl } from "@/db/pools"
import { freshDatabase } from "./database"

it("each fresh database is migrated, its own, and gone after drop", async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
  expect(one.url).not.toBe(two.url)
  for (const { url, masterKey } of [one, two]) {
    const client = new pg.Client({ connectionString: roleUrl(url, "ukuk_subject", masterKey) })
    await client.connect()
    const { rows } = await client.query("select to_regclass('requests') is not null as there")
    expect(rows[0].there).toBe(true)
    await client.end()
  }
  await Promise.all([one.drop(), two.drop()])
  const late = new pg.Client({ connectionString: one.url })
  await expect(late.connect()).rejects.toThrow(/does not exist/)
})
