import { and, eq, isNull } from "drizzle-orm"
import { mandates } from "@/db/schema/people"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { record } from "@/lib/ledger/record"
import { contactsOfAccount } from "@/lib/notices/contacts"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { localeOf } from "@/lib/people/locale-of"
import { mandateWith } from "@/lib/people/mandates"
import { may } from "@/lib/permissions"

/**
 * The person objects to somebody acting for them: the authority ends at once, whatever it says. What was asked under it
 * is decided no further; staff see it. Pressed again, nothing more happens. Throws Forbidden, NotFound for another's.
 */
export async function objectToMandate(ctx: Ctx<SubjectActor>, id: string): Promise<null> {
  if (!may(ctx.actor, "mandate.object")) throw new Forbidden()
  return end(ctx, ctx.actor.subjectId, id, "objected")
}

/** Staff end an authority, such as one its giver took back; both are told. Throws Forbidden, NotFound. */
export async function revokeMandate(ctx: Ctx<StaffActor>, subjectId: string, id: string): Promise<null> {
  if (!may(ctx.actor, "mandate.revoke")) throw new Forbidden()
  return end(ctx, subjectId, id, "revoked")
}

async function end(
  ctx: Ctx<SubjectActor | StaffActor>,
  subjectId: string,
  id: string,
  why: "objected" | "revoked",
): Promise<null> {
  const mandate = await mandateWith(ctx, id)
  if (mandate?.subjectId !== subjectId) throw new NotFound()
  const rows = await ctx.db
    .update(mandates)
    .set({ endedAt: ctx.now, endedWhy: why })
    .where(and(eq(mandates.id, id), isNull(mandates.endedAt)))
    .returning({ accountId: mandates.accountId })
  const [row] = rows
  if (!row) return null
  await record(ctx, "mandate.ended", { subjectId, object: id, payload: { why } })
  const language = await localeOf(ctx, subjectId)
  const date = formatDate(ctx.now, language)
  if (why === "revoked" && mandate.kind !== "heir")
    await tell(ctx, { subjectId, language }, "mandate_ended", { date, path: "/cabinet/representatives" })
  for (const to of row.accountId ? await contactsOfAccount(ctx, row.accountId) : [])
    await enqueueNotice(ctx, {
      ...{ subjectId, keyOwner: to.keyOwner, template: "mandate_ended", language, to },
      parameters: { date, path: "/cabinet/acting" },
    })
  return null
}
