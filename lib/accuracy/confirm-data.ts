import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { confirmations } from "@/db/schema/accuracy"
import { askedOf } from "@/lib/accuracy/asked"
import type { Ctx, SubjectActor } from "@/lib/context"
import { Forbidden, NotAllowedNow, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"

/**
 * The person says of a category that it is still right: recorded, not more often than the policy has them asked; no
 * source is changed by it. Throws Forbidden, NotFound for what nobody is asked of, NotAllowedNow `confirmed_already`.
 * Returns the category's code.
 */
export async function confirmData(
  ctx: Ctx<SubjectActor>,
  { category }: { category: string },
): Promise<string> {
  if (!may(ctx.actor, "data.confirm")) throw new Forbidden()
  const { subjectId } = ctx.actor
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`confirm/${subjectId}`}, 0))`)
  const found = (await askedOf(ctx, subjectId))?.categories.find(({ code }) => code === category)
  if (!found) throw new NotFound()
  if (!found.due) throw new NotAllowedNow("confirmed_already")
  const id = randomUUID()
  await ctx.db.insert(confirmations).values({ id, subjectId, category, at: ctx.now })
  await record(ctx, "data.confirmed", { subjectId, object: id, payload: { category } })
  return category
}
