import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { startEmbedded } from "@/db/embedded"
import type { Measurement } from "./measurement"

/** Each measures the product against a baseline in the same run; one PostgreSQL of its own, with fsync on. */
const benches: Record<string, () => Promise<Measurement>> = {
  access: async () => (await import("./access")).access(),
  erasure: async () => (await import("./erasure")).erasure(),
  fulfilment: async () => (await import("./fulfilment")).fulfilment(),
  queue: async () => (await import("./queue")).queue(),
  rls: async () => (await import("./rls")).rls(),
  "ledger-append": async () => (await import("./ledger-append")).ledgerAppend(),
  "ledger-verify": async () => (await import("./ledger-verify")).ledgerVerify(),
  consents: async () => (await import("./consents")).consents(),
  deadlines: async () => (await import("./deadlines")).deadlines(),
  notices: async () => (await import("./notices")).notices(),
  views: async () => (await import("./views")).views(),
  chaos: async () => (await import("./chaos/chaos")).measureChaos(),
  rotate: async () => (await import("./rotate")).rotateKeys(),
  "cabinet-data": async () => (await import("./cabinet-data")).cabinetData(),
  "fan-out": async () => (await import("./fan-out")).fanOut(),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no measurement ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.\n`,
  )
  process.exit(2)
}

const home = mkdtempSync(path.join(tmpdir(), "ukuk-bench-"))
const server = await startEmbedded({ home })
process.env.UKUK_TEST_PG = server.url
try {
  for (const [name, measure] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const found = await measure()
    process.stdout.write(`${JSON.stringify({ name, ...found })}\n`)
  }
} finally {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
}
process.exit(0)
