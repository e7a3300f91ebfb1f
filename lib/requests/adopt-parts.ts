import { existsSync, writeFileSync } from "node:fs"
import path from "node:path"
import { eq, isNull } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { requestParts } from "@/db/schema/requests"
import type { Vault } from "@/lib/keys/vault"
import { decisionMark, markOf } from "@/lib/requests/part-mark"

/** Says, outside the database, that what was there before is marked: from then on what has no mark is nobody's. */
export const adoptedFile = (home: string): string => path.join(home, "parts-and-decisions-marked")

/**
 * Marks the parts that were opened before parts were marked, and what was decided of those under way: once in the life of a deployment. Whoever can write to the
 * database alone cannot have it done again. Safe to kill and to repeat.
 */
export async function adoptParts(
  owner: pg.Client,
  vault: Pick<Vault, "sign">,
  home: string,
): Promise<number> {
  if (existsSync(adoptedFile(home))) return 0
  const db = drizzle(owner)
  const { id, requestId, subjectId, right, kind, scope } = requestParts
  const parts = await db
    .select({ id, requestId, subjectId, right, kind, scope })
    .from(requestParts)
    .where(isNull(requestParts.mark))
  for (const part of parts)
    await db
      .update(requestParts)
      .set({ mark: markOf(vault, part) })
      .where(eq(id, part.id))
  const { rows } = await owner.query<{ part: string; plan: string }>(
    `select p.id as part, n.id as plan from request_parts p
     join lateral (select id from plans where part_id = p.id order by version desc limit 1) n on true
     where p.decided is null and p.status in ('fulfilling', 'deferred', 'stalled')`,
  )
  for (const each of rows)
    await db
      .update(requestParts)
      .set({ decided: decisionMark(vault, each) })
      .where(eq(id, each.part))
  writeFileSync(adoptedFile(home), `${new Date().toISOString()}\n`, { mode: 0o600 })
  return parts.length
}
