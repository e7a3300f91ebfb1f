import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { nativeFolder, type ServerUser, serverUser } from "./embedded/binaries"
import { freePort, readState, type State, serverFolder, writeState } from "./embedded/place"
import { commandLine, endProcess, startMark } from "./embedded/process"

/**
 * A running server; `url` is the superuser's, to the database `postgres`; `ended` settles when the
 * server is gone, by `stop` or otherwise.
 */
export type Embedded = { url: string; port: number; ended: Promise<void>; stop(): Promise<void> }

const urlOf = ({ port, password }: State) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`

// Values never reach the log (parameters, DETAIL lines); connections come over loopback alone.
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "2GB",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  log_error_verbosity: "terse",
  log_min_duration_statement: "-1",
  log_min_error_statement: "panic",
  password_encryption: "scram-sha-256",
  timezone: "UTC",
  log_timezone: "UTC",
}
const forgetful = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_wal_size: "512MB" }

// PG… variables of whoever starts us must not steer the server.
const environment = () => ({ PATH: process.env.PATH, TZ: "UTC", NODE_ENV: process.env.NODE_ENV })

function initialise(native: string, user: ServerUser, state: State): void {
  const unfinished = `${state.data}.new`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  const secret = path.join(path.dirname(unfinished), "initial-password")
  writeFileSync(secret, state.password, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const owned of [unfinished, secret]) chownSync(owned, user.uid, user.gid)
  }
  const options = `--username=postgres --auth=scram-sha-256 --encoding=UTF8 --no-sync --no-instructions
    --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8`.split(/\s+/)
  const made = spawnSync(
    path.join(native, "bin", "initdb"),
    [`--pgdata=${unfinished}`, `--pwfile=${secret}`, ...options],
    { ...user, cwd: "/", env: environment(), encoding: "utf8" },
  )
  rmSync(secret, { force: true })
  if (made.status !== 0)
    throw new Error(`The embedded PostgreSQL could not be prepared: ${made.stderr.trim()}`)
  renameSync(unfinished, state.data)
}

/** The process that a server's own files say is running on `data`, or null. */
function runningOn(data: string): number | null {
  const file = path.join(data, "postmaster.pid")
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, "utf8").split("\n")[0])
  return startMark(pid) !== null && commandLine(pid).includes(data) ? pid : null
}

/** After a killed parent the server is still there: it is stopped in good order and started afresh. */
async function endLeftover({ data, owner }: State): Promise<void> {
  if (owner && startMark(owner.pid) === owner.mark) {
    throw new Error(`The database in ${data} is in use by process ${owner.pid}.`)
  }
  const pid = runningOn(data)
  if (pid !== null) await endProcess(pid, ["SIGINT", "SIGQUIT", "SIGKILL"], 10_000)
  rmSync(path.join(data, "postmaster.pid"), { force: true })
}

function launch(native: string, user: ServerUser, state: State, log: string, durable: boolean): ChildProcess {
  const all = { ...settings, ...(durable ? {} : forgetful), port: String(state.port) }
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const output = openSync(log, "a", 0o600)
  const child = spawn(path.join(native, "bin", "postgres"), ["-D", state.data, ...flags], {
    ...user,
    cwd: "/",
    env: environment(),
    stdio: ["ignore", output, output],
    detached: true, // its own process group: Ctrl-C in a terminal reaches us alone, and we stop things in order
  })
  closeSync(output)
  return child
}

async function answers(child: ChildProcess, url: string, log: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) break
    const client = new pg.Client({ connectionString: url })
    client.on("error", () => undefined)
    const ready = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (ready) return
    await sleep(50)
  }
  const lines = readFileSync(log, "utf8").trim().split("\n").slice(-3).join(" ")
  throw new Error(`The embedded PostgreSQL did not start: ${lines}`)
}

/**
 * Starts the PostgreSQL that comes with the product, with everything it keeps in `home` (a folder;
 * made on the first start). Whatever an earlier, killed process left is ended first. `durable: false`
 * trades safety against a power cut for speed: tests only. Throws when another living process uses the
 * same home, or when the server does not come up.
 */
export async function startEmbedded(options: {
  home: string
  port?: number
  durable?: boolean
}): Promise<Embedded> {
  const home = path.resolve(options.home)
  const user = serverUser()
  const folder = serverFolder(home, user)
  const kept = readState(home)
  const data = kept?.data ?? path.join(folder, "postgres")
  const state: State = kept ?? { port: 0, password: randomBytes(24).toString("hex"), data, owner: null }
  await endLeftover(state)
  const native = nativeFolder(folder, user)
  state.port = await freePort(options.port ?? state.port)
  state.owner = { pid: process.pid, mark: startMark(process.pid) ?? "" }
  if (!existsSync(data)) {
    writeState(home, state)
    initialise(native, user, state)
  }
  writeState(home, state)
  const log = path.join(home, "postgres.log")
  const child = launch(native, user, state, log, options.durable ?? true)
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const stop = async () => {
    if (child.pid !== undefined) await endProcess(child.pid, ["SIGINT", "SIGQUIT", "SIGKILL"], 10_000)
    await ended
    writeState(home, { ...state, owner: null })
  }
  await answers(child, urlOf(state), log).catch(async (error) => {
    await stop()
    throw error
  })
  return { url: urlOf(state), port: state.port, ended, stop }
}

/**
 * The server kept in `home` for a command that may run beside a start: the running one, which `stop` then
 * leaves alone, or, when none runs, one started for as long as the command needs it.
 */
export async function openEmbedded(home: string): Promise<{ url: string; stop(): Promise<void> }> {
  const state = readState(path.resolve(home))
  const { owner } = state ?? {}
  if (!state || !owner || startMark(owner.pid) !== owner.mark) return startEmbedded({ home })
  return { url: urlOf(state), stop: async () => undefined }
}

/** The superuser's address of the server kept in `home`, whether or not it runs now; null before the first start. */
export function embeddedUrl(home: string): string | null {
  const state = readState(path.resolve(home))
  return state && urlOf(state)
}
