import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { peoplePutToMe } from "@/lib/people/put-to-me"

/** The people whose cases are barred to the signed-in member of staff: themselves and their relatives, as declared. */
export async function barredTo(ctx: Ctx): Promise<ReadonlySet<string>> {
  if (ctx.actor.kind !== "staff") return new Set()
  const { rows } = await ctx.db.execute<{ id: string }>(sql`select unnest(guard.barred()) as id`)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Nobody acts in their own case or a relative's (rule 28), nor from outside in one that was not put to them; the database
 * refuses them too. Throws Forbidden, and NotFound to whoever is from outside.
 */
export async function refuseTied(ctx: Ctx, subjectId: string): Promise<void> {
  if (ctx.actor.kind !== "staff") return
  if ((await barredTo(ctx)).has(subjectId)) throw new Forbidden("tied_case")
  if ((await peoplePutToMe(ctx))?.includes(subjectId) === false) throw new NotFound()
}
