import { eq, sql } from "drizzle-orm"
import { calendarDrafts } from "@/db/schema/policy"
import { changesBetween } from "@/lib/calendar/changes"
import { draftRead } from "@/lib/calendar/draft"
import { reasonTyped } from "@/lib/calendar/reason"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/**
 * Puts the draft up for approval by somebody else, with the reason that goes with the edition. `version` is of the draft
 * that was read: what changed since is not proposed unread. Throws Forbidden, Invalid beside `reason`, Conflict when the
 * draft or the edition in force is another than was read, NotAllowedNow when it changes nothing.
 */
export async function proposeCalendar(
  ctx: Ctx<StaffActor>,
  { version, reason: typed }: { version: number; reason: string },
): Promise<void> {
  if (!may(ctx.actor, "calendar.edit")) throw new Forbidden()
  const reason = reasonTyped("reason", typed)
  const held = await inForce(ctx.db)
  const draft = await draftRead(ctx, held, version)
  if (changesBetween(held.calendar, draft.calendar).length === 0) throw new NotAllowedNow("calendar_same")
  await ctx.db
    .update(calendarDrafts)
    .set({
      ...{ reason, proposedAt: ctx.now, sentBack: null, editedBy: ctx.actor.accountId },
      version: sql`${calendarDrafts.version} + 1`,
    })
    .where(eq(calendarDrafts.code, draft.calendar.code))
  await record(ctx, "calendar.proposed", { subjectId: null, object: draft.basedOn })
}
