import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import mysql from "mysql2/promise"
import { freePort } from "../embedded/place"
import { mariaDbIn } from "./mariadb-place"

/** A MariaDB server of a test's own. `owner` may do everything; it also speaks on `port` of the loopback. */
export type MariaDb = { owner: mysql.Connection; port: number; stop(): Promise<void> }

/** Where the server lies, as the preparation of the suite found it; undefined where there is none. */
export const mariaDbFolder = process.env.UKUK_TEST_MARIADB

const START_MS = 20_000
const AS_TEXT = {
  multipleStatements: true,
  dateStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
}

/** Starts a server with empty databases in a folder of its own, forgetful and quick. */
export async function startMariaDb(): Promise<MariaDb> {
  const place = mariaDbFolder === undefined ? null : mariaDbIn(mariaDbFolder)
  if (!place) throw new Error("no MariaDB server was found")
  const { binary, share } = place
  const { PATH, NODE_ENV } = process.env
  const env = { PATH, NODE_ENV, TZ: "UTC", LD_LIBRARY_PATH: place.libraries }
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-mariadb-"))
  const data = path.join(home, "data")
  mkdirSync(path.join(data, "mysql"), { recursive: true })
  const options = [
    "--no-defaults",
    ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    ...[`--datadir=${data}`, `--lc-messages-dir=${share}`, `--character-sets-dir=${share}/charsets`],
    ...["--innodb-log-file-size=8M", "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0"],
  ]
  const made = spawnSync(binary, [...options, "--bootstrap"], {
    env,
    input: systemTables(place.tables),
    encoding: "utf8",
  })
  if (made.status !== 0) throw new Error(`MariaDB could not be prepared: ${made.stderr.slice(-400)}`)
  const port = await freePort()
  const socket = path.join(home, "s.sock")
  const network = [`--socket=${socket}`, `--port=${port}`, "--bind-address=127.0.0.1", "--skip-name-resolve"]
  const server = spawn(
    binary,
    [...options, ...network, `--pid-file=${home}/pid`, "--character-set-server=utf8mb4"],
    { env, stdio: "ignore" },
  )
  const owner = await connect(server, socket)
  return {
    owner,
    port,
    async stop() {
      await owner.end()
      const ended = new Promise((resolve) => server.once("exit", resolve))
      server.kill("SIGTERM")
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const systemTables = (tables: readonly string[]): string =>
  ["create database if not exists mysql;", "use mysql;"]
    .concat(tables.map((file) => readFileSync(file, "utf8")))
    .join("\n")

async function connect(server: ChildProcess, socketPath: string): Promise<mysql.Connection> {
  for (const until = Date.now() + START_MS; ; ) {
    try {
      return await mysql.createConnection({ socketPath, user: "root", ...AS_TEXT })
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) throw error
      await sleep(50)
    }
  }
}
