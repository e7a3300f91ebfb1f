import { existsSync, writeFileSync } from "node:fs"
import path from "node:path"
import { eq, isNull } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { requestParts } from "@/db/schema/requests"
import type { Vault } from "@/lib/keys/vault"
import { markOf } from "@/lib/requests/part-mark"

/** Says, outside the database, that the parts of before are marked: from then on one without a mark is nobody's. */
export const adoptedFile = (home: string): string => path.join(home, "parts-marked")

/**
 * Marks the parts that were opened before parts were marked: once in the life of a deployment. Whoever can write to the
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
  writeFileSync(adoptedFile(home), `${new Date().toISOString()}\n`, { mode: 0o600 })
  return parts.length
}
