import { sql } from "drizzle-orm"
import { erasureLines } from "@/db/schema/erasures"
import type { Ctx } from "@/lib/context"
import { filedSize } from "@/lib/ledger/checkpoint-file"
import { recordEach } from "@/lib/ledger/record"

/** Entries the file of checkpoints knows of and the database does not: from `had` on, up to `came`. */
export type Lost = { had: number; came: number }

type Asks = () => Promise<number>

/**
 * Compares the database with the checkpoints outside; null while it holds all that was signed. The file is read first: what
 * is signed meanwhile is in the database before. `size` asks how many entries that holds.
 */
export async function lostEntries(file: string, size: Asks): Promise<Lost | null> {
  const came = await filedSize(file)
  const had = came === 0 ? 0 : await size()
  return had < came ? { had, came } : null
}

/** How many entries the database of this transaction holds. */
export const ledgerSize = async ({ db }: Pick<Ctx, "db">): Promise<number> => {
  const { rows } = await db.execute<{ size: string }>(sql`select guard.ledger_size() as size`)
  return Number(rows[0]?.size ?? 0)
}

const AT_ONCE = 1_000

/**
 * Has an entry stand for each that was lost, so that the ledger goes on above all that was ever signed, and no size gets two
 * roots. Returns between which sizes what was signed outside need not be of this tree: from the last the database knows of.
 */
export async function standInFor(ctx: Ctx, { had, came }: Lost): Promise<[number, number]> {
  const { rows } = await ctx.db.execute<{ size: string }>(
    sql`select coalesce(max(size), 0) as size from ledger_checkpoints`,
  )
  const known = Number(rows[0]?.size ?? 0)
  const one = { act: "entry.lost" as const, subjectId: null, object: `tree:${known}-${came}` }
  for (let at = had; at < came; at += AT_ONCE)
    await recordEach(ctx, Array<typeof one>(Math.min(AT_ONCE, came - at)).fill(one))
  return [known, came]
}

/** Up to which size checkpoints outside are of entries that a restore lost, as it declared; 0 where none did. */
export async function declaredLost({ db }: Pick<Ctx, "db">): Promise<number> {
  const { rows } = await db.execute<{ came: string | null }>(sql`
    select max((body -> 'restored' -> 'tree' ->> 1)::bigint) as came from ${erasureLines} where kind = 'restored'`)
  return Number(rows[0]?.came ?? 0)
}
