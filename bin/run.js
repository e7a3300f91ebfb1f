// Runs a TypeScript program of the product: node bin/run.js FILE [ARGUMENTS]
import path from "node:path"
import { pathToFileURL } from "node:url"
import { ensureInstalled, root } from "./install.js"

const caller = process.cwd()
const [file = "", ...rest] = process.argv.slice(2)
ensureInstalled()
// Paths in the arguments are the caller's; npm runs us in the root and keeps the caller's folder here.
process.env.INIT_CWD ??= caller
const { register } = await import("tsx/esm/api")
register()
process.argv = [process.execPath, path.join(root, file), ...rest]
await import(pathToFileURL(path.join(root, file)).href)
