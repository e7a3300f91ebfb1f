import { setTimeout as sleep } from "node:timers/promises"
import { transaction } from "@/db/transaction"
import type { House } from "@/lib/context"
import { lagOf } from "@/lib/ledger/lag"

const MOST_MS = 2_000
const EVERY_MS = 100

/**
 * Waits until all that was entered before this call stands under a signed checkpoint, so that its receipt can be shown with
 * the answer; two seconds at most, since a receipt may also follow. Says whether it came to that.
 */
export async function awaitSigned({ pools }: Pick<House, "pools">, most = MOST_MS): Promise<boolean> {
  const began = performance.now()
  for (;;) {
    const asked = performance.now()
    const lag = await transaction(pools.subject, {}, lagOf)
    // The oldest that waits is younger than this call: what was entered before it waits no more.
    if (lag === null || lag * 1000 < asked - began) return true
    if (performance.now() - began > most) return false
    await sleep(EVERY_MS)
  }
}
