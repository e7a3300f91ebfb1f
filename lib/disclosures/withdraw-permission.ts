import { and, eq, isNotNull, isNull } from "drizzle-orm"
import { disclosurePermissions as table } from "@/db/schema/disclosures"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"

/**
 * Ends a permission with one button: by the person, or by an officer on their word. Nothing goes on it from then on;
 * pressed again it answers the same. Throws NotFound for one never given or somebody else's, Forbidden. Returns whose.
 */
export async function withdrawPermission(
  ctx: Ctx<SubjectActor> | Ctx<StaffActor>,
  permission: string,
): Promise<string> {
  const act = ctx.actor.kind === "subject" ? "permission.withdraw" : "permission.withdraw_for"
  if (!may(ctx.actor, act)) throw new Forbidden()
  const theirs = ctx.actor.kind === "subject" ? eq(table.subjectId, ctx.actor.subjectId) : undefined
  const given = and(eq(table.id, permission), isNotNull(table.givenAt), theirs)
  const [found] = await ctx.db.select({ subjectId: table.subjectId }).from(table).where(given)
  if (!found) throw new NotFound()
  const { subjectId } = found
  const ended = await ctx.db
    .update(table)
    .set({ withdrawnAt: ctx.now })
    .where(and(given, isNull(table.withdrawnAt)))
    .returning({ id: table.id })
  if (ended.length > 0) await record(ctx, "permission.withdrawn", { subjectId, object: permission })
  return subjectId
}
