import "server-only"
import { house } from "@/app/_server/house"
import { type Db, transaction } from "@/db/transaction"
import { Unavailable } from "@/lib/errors"
import { logFault } from "@/lib/log"

/** What stays as it is for good may be kept by anybody for as long. */
type Kept = { forGood: boolean }

/** A text of the ledger for anybody; 404 where there is none, 503 where it cannot be read. */
export async function published(
  read: (db: Db) => Promise<string | null>,
  { forGood }: Kept,
): Promise<Response> {
  try {
    const text = await transaction(house().pools.subject, {}, read)
    if (text === null) return new Response(null, { status: 404, headers: { "Cache-Control": "no-store" } })
    return new Response(text, {
      headers: {
        "Content-Type": "text/plain; charset=utf-8",
        "Cache-Control": forGood ? "public, max-age=31536000, immutable" : "no-cache",
      },
    })
  } catch (error) {
    if (!(error instanceof Unavailable)) logFault("ledger", error)
    return new Response(null, { status: 503, headers: { "Cache-Control": "no-store", "Retry-After": "5" } })
  }
}

/** A number of entries as an address has it; null where it is none. */
export const sizeIn = (text: string): number | null =>
  /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null
