// npm start: everything on one machine.
import { ensureInstalled } from "./install.js"

ensureInstalled()
const { register } = await import("tsx/esm/api")
register()
await import("./start.ts")
