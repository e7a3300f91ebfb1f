import { spawnSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { mkdirSync, renameSync } from "node:fs"
import path from "node:path"

const made = new Map<string, string>()

/** What is no JavaScript, or is asked for and not there. */
const OUTSIDE = ["@node-rs/argon2", "pg-native"]
/** What packages of the older kind take for granted. */
const GIVEN = [
  'import { createRequire as requireOfBundle } from "node:module"',
  "const require = requireOfBundle(import.meta.url)",
  "const [__filename, __dirname] = [import.meta.filename, import.meta.dirname]",
].join(";")

/** A program of the product as one file with all its packages: it starts in a small part of the time its sources take. */
export function bundleOf(program: string): string {
  const known = made.get(program)
  if (known) return known
  // Where the packages are found that stay outside.
  const folder = path.resolve("node_modules/.cache/ukuk")
  const file = path.join(folder, `${path.basename(program, ".ts")}.mjs`)
  const making = path.join(folder, `${randomUUID()}.mjs`)
  mkdirSync(folder, { recursive: true })
  const how = ["--bundle", "--platform=node", "--format=esm", "--log-level=error", `--banner:js=${GIVEN}`]
  const without = OUTSIDE.map((name) => `--external:${name}`)
  const { status, stderr } = spawnSync(
    "node_modules/.bin/esbuild",
    [path.resolve(program), ...how, ...without, `--outfile=${making}`],
    { encoding: "utf8" },
  )
  if (status !== 0) throw new Error(`${program} was not built: ${stderr}`)
  renameSync(making, file)
  made.set(program, file)
  return file
}
