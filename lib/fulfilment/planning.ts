import { and, eq, isNull } from "drizzle-orm"
import { holds } from "@/db/schema/holds"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { accountStanding } from "@/lib/fulfilment/account-standing"
import type { OpenHold } from "@/lib/fulfilment/keeping"
import { openClaims } from "@/lib/fulfilment/open-claims"
import type { Planning } from "@/lib/fulfilment/plan"
import { identitiesOf, isContactPerson, type KnownIn } from "@/lib/people/identities"
import type { InForce } from "@/lib/policy/editions"
import { askFacts } from "@/lib/records/facts"
import { askRecorded } from "@/lib/records/recorded"
import { knownTo } from "@/lib/requests/known-holds"
import type { Sources } from "@/lib/sources/connector"

/** What of the portal a plan needs, read in one short transaction before the sources are asked; `partId`: of this part. */
export type PlanningGround = {
  inForce: InForce
  identities: KnownIn
  holds: OpenHold[]
  today: string
  subjectId: string
  /** Whether their account may go now, since nothing of theirs is in hand any more; null: there is none. */
  account: { mayClose: boolean } | null
}

export async function planningGround(
  ctx: Ctx,
  subjectId: string,
  underlying: InForce | Promise<InForce>,
  partId: string | null = null,
): Promise<PlanningGround> {
  const open = ctx.db
    .select({ ground: holds.ground, categories: holds.categories })
    .from(holds)
    .where(and(eq(holds.subjectId, subjectId), isNull(holds.endedAt), knownTo(ctx)))
  const [inForce, identities, set, account, claims] = await atOnce([
    underlying,
    identitiesOf(ctx, subjectId),
    open,
    accountStanding(ctx, { subjectId, partId }),
    openClaims(ctx, subjectId, underlying),
  ])
  return {
    subjectId,
    account,
    inForce,
    identities,
    holds: [...set, ...claims],
    today: dayIn(ctx.now, inForce.policy.organisation.timezone),
  }
}

/** Adds the facts and the days on which periods begin, asked of the sources now, outside any transaction of the portal. */
export async function planningNow(ground: PlanningGround, sources: Sources): Promise<Planning> {
  const { inForce, identities, holds: open, today, subjectId, account } = ground
  const stranger = isContactPerson(identities)
  const [facts, recorded] = await Promise.all([
    stranger ? new Map() : askFacts(inForce, sources, identities),
    askRecorded(inForce, sources, identities),
  ])
  return {
    inForce,
    identities,
    sources,
    subjectId,
    account,
    known: { facts, holds: open, today, recorded, stranger },
  }
}
