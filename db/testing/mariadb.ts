import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import mysql from "mysql2/promise"
import { freePort } from "../embedded/place"
import { mariaDbIn } from "./mariadb-place"

/** A MariaDB server of a test's own, on a port of the loopback. */
export type MariaDb = {
  port: number
  /** As whoever may do everything, over a connection of its own. */
  ask(text: string, values?: readonly (string | number | Buffer | null)[]): Promise<Record<string, unknown>[]>
  /** Its process at once, as a power cut ends it. */
  kill(): Promise<void>
  /** After `kill`: the same server again, at the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Where the server lies, as the preparation of the suite found it; undefined where there is none. */
export const mariaDbFolder = process.env.UKUK_TEST_MARIADB

const START_MS = 60_000
const AS_TEXT = {
  multipleStatements: true,
  dateStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
}

/** Starts a server with empty databases in a folder of its own. What it committed survives its process, not a power cut. */
export async function startMariaDb(): Promise<MariaDb> {
  const place = mariaDbFolder === undefined ? null : mariaDbIn(mariaDbFolder)
  if (!place) throw new Error("no MariaDB server was found")
  const { binary, share } = place
  const { PATH, NODE_ENV } = process.env
  const env = { PATH, NODE_ENV, TZ: "UTC", LD_LIBRARY_PATH: place.libraries }
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-mariadb-"))
  const data = path.join(home, "data")
  // A starting server removes the temporary tables it finds, so none may share a folder for them.
  const scratch = path.join(home, "tmp")
  for (const folder of [path.join(data, "mysql"), scratch]) mkdirSync(folder, { recursive: true })
  const options = [
    "--no-defaults",
    ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    ...[
      `--datadir=${data}`,
      `--tmpdir=${scratch}`,
      `--lc-messages-dir=${share}`,
      `--character-sets-dir=${share}/charsets`,
    ],
    ...["--innodb-log-file-size=8M", "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=2"],
  ]
  const made = spawnSync(binary, [...options, "--bootstrap"], {
    env,
    input: systemTables(place.tables),
    encoding: "utf8",
  })
  if (made.status !== 0) throw new Error(`MariaDB could not be prepared: ${made.stderr.slice(-400)}`)
  const port = await freePort()
  const socketPath = path.join(home, "s.sock")
  const network = [`--socket=${socketPath}`, `--port=${port}`, "--bind-address=127.0.0.1"]
  const settings = [...options, ...network, "--skip-name-resolve", "--character-set-server=utf8mb4"]
  const launch = () => spawn(binary, [...settings, `--pid-file=${home}/pid`], { env, stdio: "ignore" })
  let server = launch()
  const owner = mysql.createPool({ socketPath, user: "root", connectionLimit: 2, ...AS_TEXT })
  await answers(owner, server)
  return {
    port,
    async ask(text, values = []) {
      const [rows] = await owner.query(text, [...values])
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    },
    kill: () => ended(server, "SIGKILL"),
    async restart() {
      server = launch()
      await answers(owner, server)
    },
    async stop() {
      await owner.end()
      await ended(server, "SIGTERM")
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function ended(server: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const end = once(server, "exit")
  server.kill(signal)
  await end
}

const systemTables = (tables: readonly string[]): string =>
  ["create database if not exists mysql;", "use mysql;"]
    .concat(tables.map((file) => readFileSync(file, "utf8")))
    .join("\n")

/** Until the server takes statements. Throws where it ended instead, or is too slow. */
async function answers(owner: mysql.Pool, server: ChildProcess): Promise<void> {
  for (const until = Date.now() + START_MS; ; await sleep(50)) {
    try {
      await owner.query("select 1")
      return
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) throw error
    }
  }
}
