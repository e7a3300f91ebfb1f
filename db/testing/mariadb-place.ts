import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs"
import path from "node:path"

const CACHE = path.resolve("node_modules/.cache/mariadb")
const PATIENCE_MS = 90_000
const SYSTEM_TABLES = ["system_tables", "performance_tables", "system_tables_data"]

/** Where in a folder a MariaDB server lies, with what it needs to be started. */
export type MariaDbPlace = {
  readonly binary: string
  readonly share: string
  readonly libraries: string
  /** What makes the server's own tables. */
  readonly tables: readonly string[]
}

/** The server in a folder that has the shape of a machine's root; null where it is not, or not whole. */
export function mariaDbIn(folder: string): MariaDbPlace | null {
  const binary = path.join(folder, "usr/sbin/mariadbd")
  const share = path.join(folder, "usr/share/mysql")
  const libraries = path.join(folder, "usr/lib")
  // Called after MySQL until the server's eleventh version.
  const tables = ["mysql", "mariadb"]
    .map((product) => SYSTEM_TABLES.map((name) => path.join(share, `${product}_${name}.sql`)))
    .find((files) => files.every((file) => existsSync(file)))
  if (!existsSync(binary) || !tables) return null
  const nested = readdirSync(libraries).filter((name) => name.endsWith("-linux-gnu"))
  return { binary, share, tables, libraries: nested.map((name) => path.join(libraries, name)).join(":") }
}

const runs = (folder: string): boolean => {
  const place = mariaDbIn(folder)
  const env = { ...process.env, LD_LIBRARY_PATH: place?.libraries }
  return place !== null && spawnSync(place.binary, ["--version"], { env, stdio: "ignore" }).status === 0
}

/**
 * The folder a MariaDB server lies in (`usr/sbin/mariadbd` below it): the machine's own, or one unpacked once from the
 * packages of Debian into a cache, which needs no right to install. Null where it is neither there nor to be had in time.
 */
export function findMariaDb(): string | null {
  if (runs("/")) return "/"
  if (!existsSync(CACHE)) unpackInto(CACHE, Date.now() + PATIENCE_MS)
  return runs(CACHE) ? CACHE : null
}

/** Unpacks the server and the libraries it needs, all of it or nothing. */
function unpackInto(folder: string, until: number): void {
  mkdirSync(path.dirname(folder), { recursive: true })
  const work = mkdtempSync(`${folder}-`)
  const run = (command: string, args: readonly string[]): boolean => {
    const timeout = Math.max(1, until - Date.now())
    return spawnSync(command, args, { stdio: "ignore", timeout, killSignal: "SIGKILL" }).status === 0
  }
  try {
    if (!download(work, run)) return
    const packages = readdirSync(work).filter((name) => name.endsWith(".deb"))
    const root = path.join(work, "root")
    if (packages.every((name) => run("dpkg", ["-x", path.join(work, name), root])) && runs(root))
      renameSync(root, folder)
  } catch (error) {
    // Another run was quicker.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Fetches the packages by the machine's own lists of them, or by lists fetched for this alone. */
function download(into: string, run: (command: string, args: readonly string[]) => boolean): boolean {
  for (const folder of ["partial", "cache", "lists/partial"])
    mkdirSync(path.join(into, folder), { recursive: true })
  const options = (...more: readonly string[]) =>
    [
      `Dir::Cache=${into}/cache`,
      `Dir::Cache::archives=${into}`,
      "Debug::NoLocking=1",
      "APT::Sandbox::User=",
      "Acquire::http::Timeout=15",
      "Acquire::Retries=1",
      ...more,
    ].flatMap((option) => ["-o", option])
  const fetch = (from: readonly string[]) =>
    run("apt-get", [
      ...["install", "-y", "--no-install-recommends", "--download-only"],
      ...from,
      "mariadb-server-core",
    ])
  const own = options(`Dir::State::lists=${into}/lists`)
  return fetch(options()) || (run("apt-get", ["update", ...own]) && fetch(own))
}
