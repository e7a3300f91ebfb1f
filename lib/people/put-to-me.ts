import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { NotFound } from "@/lib/errors"

/**
 * The parts an approver from outside the organisation may look at: those put to them and not yet answered, with what these
 * appeal against; null for everybody else, whom their role alone holds.
 */
export async function putToMe({ actor, db }: Pick<Ctx, "actor" | "db">): Promise<readonly string[] | null> {
  if (actor.kind !== "staff" || !actor.outside) return null
  const { rows } = await db.execute<{ id: string }>(sql`select unnest(guard.outside_parts()) as id`)
  return rows.map(({ id }) => id)
}

/** The people these are about; null for everybody else. */
export async function peoplePutToMe({
  actor,
  db,
}: Pick<Ctx, "actor" | "db">): Promise<readonly string[] | null> {
  if (actor.kind !== "staff" || !actor.outside) return null
  const { rows } = await db.execute<{ id: string }>(sql`select unnest(guard.outside_subjects()) as id`)
  return rows.map(({ id }) => id)
}

/** Of the parts of a request those they may look at. Throws NotFound where there is none. */
export async function ofThosePutToMe<T extends { id: string }>(ctx: Ctx, parts: T[]): Promise<T[]> {
  const mine = await putToMe(ctx)
  const left = mine ? parts.filter(({ id }) => mine.includes(id)) : parts
  if (mine && left.length === 0) throw new NotFound()
  return left
}
