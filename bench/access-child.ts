// The process whose time and memory are measured: makes a package, or copies the same rows, as often as it is told.
import pg from "pg"
import { to as copyTo } from "pg-copy-streams"
import { asWorker } from "@/lib/context"
import { makePackage, writePieces } from "@/lib/copies/make-package"
import { beginPackage } from "@/lib/copies/package"
import { zipped } from "@/lib/copies/zip"
import { readPart } from "@/lib/requests/access"
import type { ReadingScope } from "@/lib/requests/scope"
import { openDeployment } from "@/lib/testing/open-deployment"
import type { Told } from "./access"
import { copiesOf } from "./archives"
import { timed } from "./measurement"

const { dir, databases, part, scope, by } = JSON.parse(process.env.TOLD ?? "") as Told
const masterKey = Buffer.from(databases.masterKey, "base64")
const { house } = openDeployment(dir, { ...databases, masterKey, drop: async () => undefined })

const ours = async (): Promise<{ items: number; size: number }> => {
  const { size, summary } = await makePackage(house, part, scope as ReadingScope)
  return { items: summary.items, size }
}

/** Every line as the database itself writes it, through the same zip and into the same sealed pieces. */
async function copied(as: "items" | "rows"): Promise<{ items: number; size: number }> {
  const row = await asWorker(house, "bench", { part }, async (ctx) => {
    const found = await readPart(ctx, part)
    await beginPackage(ctx, found)
    return found
  })
  const last = () => ({ name: "manifest.json", mediaType: "application/json", body: files() })
  const { size } = await writePieces(house, row, zipped(copies(as), last, new Date()))
  return { items: 0, size }
}

async function* files(): AsyncGenerator<string> {
  yield "{}"
}

async function* copies(as: "items" | "rows") {
  for (const [s, { url, queries }] of copiesOf(databases.sources, as).entries()) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const [q, query] of queries.entries()) {
      const body = client.query(copyTo(`copy (${query}) to stdout (format csv, header)`))
      yield { name: `${s}-${q}.csv`, mediaType: "text/csv", body }
    }
    await client.end()
  }
}

process.on("message", async () => {
  let done = { items: 0, size: 0 }
  const before = process.cpuUsage()
  const ms = await timed(async () => {
    done = await (by === "ours" ? ours() : copied(by))
  })
  const { user, system } = process.cpuUsage(before)
  process.send?.({
    ...done,
    ms,
    cpu: (user + system) / 1_000,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  })
})
process.send?.({ ready: true })
