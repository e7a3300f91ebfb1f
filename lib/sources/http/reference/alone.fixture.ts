import { type Fault, openReference } from "./server.fixture"
import { type Change, openStore } from "./store.fixture"

/*
 * The reference system in a process of its own. Its journal is its argument; it says its address to whoever started it, and
 * does what it is told from there: what its own staff would change, or a fault.
 */

export type Told = { change: Change[] } | { fault: Fault | null }

const store = openStore(process.argv[2] ?? "")
const server = await openReference(store, process.env.CARDS_WEBHOOK_SECRET ?? "")
process.on("message", (told: Told) => {
  if ("change" in told) store.change(...told.change)
  else server.fault = told.fault
  process.send?.("done")
})
process.on("disconnect", () => process.exit())
process.send?.(server.url)
