import { setTimeout as wait } from "node:timers/promises"
import type { OpenHouse } from "@/lib/house"
import { LedgerFault } from "@/lib/ledger/fault"
import { AT_ONCE } from "@/lib/ledger/place-entries"
import { sequence } from "@/lib/ledger/sequence"
import { logFault } from "@/lib/log"

const EVERY_MS = 500
const AFTER_FAULT_MS = 5_000

/**
 * Has the sequencer come round every half second until it is stopped. Asked and not told: a notice from each transaction
 * would have the commits of all wait for one another. A fault does not end it; what must be put right is said once.
 */
export function keepSequencing(house: OpenHouse): () => Promise<void> {
  const stopping = new AbortController()
  const pause = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const going = (async () => {
    let said = ""
    while (!stopping.signal.aborted) {
      try {
        const placed = await sequence(house)
        said = ""
        // Not at once for the few that came meanwhile: each round writes to two disks, and whoever writes entries waits for them.
        if (placed !== AT_ONCE) await pause(EVERY_MS)
      } catch (error) {
        said = say(error, said)
        await pause(AFTER_FAULT_MS)
      }
    }
  })()
  return () => {
    stopping.abort()
    return going
  }
}

function say(error: unknown, said: string): string {
  if (!(error instanceof LedgerFault)) logFault("ledger", error)
  else if (error.message !== said) process.stderr.write(`${error.message}\n`)
  return error instanceof LedgerFault ? error.message : said
}
