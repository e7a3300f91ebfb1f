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

/** So long a job to write the register waits for more lines, and what is entered in the first half of it needs none of its own. */
const GATHERED_MS = 1_000

/**
 * Has the register written soon, and of many lines at once; asked before a line is entered. Should another push the job on,
 * or be just too early for the line, the round of the minute comes.
 */
export async function writeRegisterSoon({ db, now }: Ctx): Promise<void> {
  const [since, at] = [-GATHERED_MS / 2, GATHERED_MS].map((ms) => new Date(now.getTime() + ms).toISOString())
  await db.execute(sql`
    select guard.enqueue('keep-register', '{}'::json, 'keep-register', ${at}::timestamptz)
    where not exists (select from ${erasureLines}
      where seq is null and kind = 'carried_out' and at > ${since}::timestamptz)`)
}
