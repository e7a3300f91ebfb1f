import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { startEmbedded } from "../embedded"

/** One PostgreSQL for the whole test run; its address reaches the tests as UKUK_TEST_PG. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.UKUK_TEST_PG) return async () => undefined
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-test-"))
  const server = await startEmbedded({ home, durable: false })
  process.env.UKUK_TEST_PG = server.url
  return async () => {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
