import type { House } from "@/lib/context"
import { type Inspected, inspect, type Sent } from "@/lib/uploads/inspect"
import { type ScanState, scanSent } from "@/lib/uploads/scans"

/** A file that may be kept, and how far it is with the virus scanner. */
export type Received = Inspected & { scan: ScanState }

/** Everything that is done with a file before it is kept: looked at, then scanned as it will be kept. Throws Invalid. */
export async function receiveFile(house: Pick<House, "clamdUrl">, sent: Sent): Promise<Received> {
  const found = await inspect(sent)
  return { ...found, scan: await scanSent(house, found.bytes) }
}
