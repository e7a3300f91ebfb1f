import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { startEmbedded } from "@/db/embedded"
import { readState } from "@/db/embedded/place"

/** A PostgreSQL of a test's own, to be killed. */
export type Cluster = {
  /** The superuser's address, to the database `postgres`. */
  url: string
  port: number
  /** Every process of it at once, as a power cut ends them. */
  kill(): Promise<void>
  /** After `kill`: the same server again, at the same address. */
  restart(): Promise<void>
  /** What it wrote into its log. */
  log(): string
  stop(): Promise<void>
}

/**
 * Starts a server in a folder of its own. What it acknowledged survives its processes, as in life; what only a power cut
 * would take is left out, to be quick.
 */
export async function openCluster(): Promise<Cluster> {
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-cluster-"))
  let server = await startEmbedded({ home, durable: false })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query("alter role all set synchronous_commit = on")
  await client.end()
  return {
    url: server.url,
    port: server.port,
    async kill() {
      for (const pid of processesOf(home)) {
        try {
          process.kill(pid, "SIGKILL")
        } catch {
          // It went with the one before.
        }
      }
      await server.ended
    },
    async restart() {
      await server.stop()
      server = await startEmbedded({ home, port: server.port, durable: false })
    },
    log: () => readFileSync(path.join(home, "postgres.log"), "utf8"),
    async stop() {
      await server.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The server's own process first, so that it starts no other in place of one that ends. */
function processesOf(home: string): number[] {
  const data = readState(home)?.data ?? ""
  const parent = Number(readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n")[0])
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
  return [parent, ...all.flatMap(([pid, of]) => (of === parent && pid ? [pid] : []))]
}
