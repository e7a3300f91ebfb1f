import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { startEmbedded } from "../embedded"
import { findMariaDb } from "./mariadb-place"
import { keepScratchInMemory } from "./scratch"

/**
 * One PostgreSQL for the whole test run; its address reaches the tests as UKUK_TEST_PG. Where a MariaDB server is to be
 * had, its folder reaches them as UKUK_TEST_MARIADB; where not, its tests are counted as skipped.
 */
export default async function setup(): Promise<() => Promise<void>> {
  keepScratchInMemory()
  const mariaDb = findMariaDb()
  if (mariaDb) process.env.UKUK_TEST_MARIADB = mariaDb
  else process.stderr.write("No MariaDB server here, and none to be had: its tests do not run.\n")
  if (process.env.UKUK_TEST_PG) return async () => undefined
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-test-"))
  const server = await startEmbedded({ home, durable: false })
  process.env.UKUK_TEST_PG = server.url
  return async () => {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
