import { and, eq, isNotNull } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { enter, viewRegister } from "@/lib/ledger/registers"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { laterDay } from "@/lib/requests/review-secrecy"

/**
 * Somebody else than who looked looks again at a view that is withheld (rule 20): shown to the person from now on, among
 * the others; or withheld to another day, a year away at most. Throws Invalid beside `review`, NotAllowedNow for one that
 * is shown, Forbidden.
 */
export async function reviewView(
  ctx: Ctx<StaffActor>,
  input: { view: string; keep: boolean; review: TypedDay },
): Promise<string> {
  if (!may(ctx.actor, "views.review")) throw new Forbidden()
  const [row] = await ctx.db
    .select()
    .from(views)
    .where(and(eq(views.id, input.view), isNotNull(views.secrecy)))
  if (!row) throw new NotAllowedNow()
  if (row.staffId === ctx.actor.accountId) throw new Forbidden("own_look")
  await refuseTied(ctx, row.subjectId)
  const { timezone } = (await inForce(ctx.db)).policy.organisation
  const reviewOn = input.keep ? laterDay(typedDay(input.review), dayIn(ctx.now, timezone)) : null
  const now = { ...row, reviewOn, secrecy: reviewOn && row.secrecy }
  const ledgerId = await enter(ctx, viewRegister, now, "changed")
  const changed = await ctx.db
    .update(views)
    .set({ secrecy: now.secrecy, reviewOn, ledgerId })
    .where(and(eq(views.id, row.id), eq(views.ledgerId, row.ledgerId)))
    .returning({ id: views.id })
  if (changed.length === 0) throw new NotAllowedNow()
  return row.id
}
