import { and, asc, desc, eq, sql } from "drizzle-orm"
import { type EditionKind, editions } from "@/db/schema/policy"
import { noticeRuns } from "@/db/schema/runs"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { type InForce, inForce } from "@/lib/policy/editions"

/** A published document; `hash` is SHA-256 in hexadecimal over its canonical form. */
export type Published = {
  id: string
  kind: EditionKind
  code: string
  number: number
  publishedAt: Date
  effectiveAt: Date
  hash: string
  state: "announced" | "in_force" | "ended"
  /** The run that told people of it. */
  runId: string | null
  /** How many accepted it, by a ticked box and by use. */
  accepted: number
}

/** What is in force and everything ever published, newest first within each kind. Throws Forbidden. */
export async function publishedEditions(
  ctx: Ctx<StaffActor>,
): Promise<{ held: InForce; editions: Published[] }> {
  if (!may(ctx.actor, "policy.read")) throw new Forbidden()
  const held = await inForce(ctx.db)
  const current = new Set([held.edition.id, held.profileId, held.calendarId, held.dataMapId])
  const { id, kind, code, number, publishedAt, effectiveAt, hash } = editions
  const rows = await ctx.db
    .select({
      ...{ id, kind, code, number, publishedAt, effectiveAt, hash, runId: noticeRuns.id },
      accepted: sql<number>`(select coalesce(sum(people), 0)::int from guard.acceptance_counts(${id}))`,
    })
    .from(editions)
    .leftJoin(noticeRuns, and(eq(noticeRuns.object, id), eq(noticeRuns.kind, "edition")))
    .orderBy(sql`${kind} <> 'policy'`, asc(kind), desc(number))
  return {
    held,
    editions: rows.map((row) => ({
      ...row,
      hash: row.hash.toString("hex"),
      state: current.has(row.id) ? "in_force" : row.effectiveAt > ctx.now ? "announced" : "ended",
    })),
  }
}
