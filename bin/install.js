import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))

const packagesOf = (file) => JSON.parse(readFileSync(path.join(root, file), "utf8")).packages

// npm keeps a lock of what it put into node_modules; times of files say nothing after a clone or a copy.
function isInstalled() {
  if (!existsSync(path.join(root, "node_modules/.package-lock.json"))) return false
  const has = packagesOf("node_modules/.package-lock.json")
  return Object.entries(packagesOf("package-lock.json")).every(([place, wanted]) => {
    const present = has[place]
    if (present) return present.version === wanted.version
    return place === "" || wanted.optional || wanted.devOptional || wanted.peer || wanted.extraneous
  })
}

/** Brings node_modules to what package-lock.json says, if it is not there yet. Ends the process when npm fails. */
export function ensureInstalled() {
  process.chdir(root)
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`)
    process.exit(1)
  }
  if (isInstalled()) return
  console.log("Installing the dependencies (about two minutes)…")
  const npm = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: "inherit",
  })
  if (npm.status === 0) return
  console.error("The dependencies could not be installed: npm ci failed.")
  process.exit(1)
}
