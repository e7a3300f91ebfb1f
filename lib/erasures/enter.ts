import { sql } from "drizzle-orm"
import { erasureLines } from "@/db/schema/erasures"
import type { Ctx } from "@/lib/context"
import type { Body, Kind } from "@/lib/erasures/line"

/**
 * Enters something that must stay done, in the transaction that did it; a round of the worker writes it to the register
 * outside the database.
 */
export async function enterErasure(
  ctx: Ctx,
  { subjectId, kind, body }: { subjectId: string | null; kind: Kind; body: Partial<Body> },
): Promise<void> {
  // Without an id: whoever may only add to this table names no more columns than it was given.
  await ctx.db.execute(sql`
    insert into ${erasureLines} (subject_id, kind, body, at)
    values (${subjectId}::uuid, ${kind}, ${JSON.stringify(body)}::jsonb, ${ctx.now.toISOString()}::timestamptz)`)
}
