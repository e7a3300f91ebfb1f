import { and, asc, eq, gt, isNull, notInArray, sql } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { formatDateTime } from "@/lib/format/date"
import type { Draft } from "@/lib/requests/signing"

const MOST = 5
const HOURS = 24

/** What protects at once, or is taken at any time, is never held back, nor counted (rules 2, 14, 21). */
const ALWAYS = ["withdrawal", "restriction", "identity_fraud", "rectification"]

/**
 * Five letters a day from one account: the sixth is told when, and that paper is taken at any time. An appeal, and the
 * end of a restriction, are always taken. Whoever acts for somebody uses up nobody's number but their own. Throws
 * NotAllowedNow `requests_a_day`.
 */
export async function refuseBeyondDaily(ctx: Ctx<SubjectActor>, draft: Draft): Promise<void> {
  if (ALWAYS.includes(draft.scope.right) || draft.appeal || draft.lift) return
  const rows = await ctx.db
    .selectDistinct({ id: requests.id, at: requests.enteredAt })
    .from(requests)
    .innerJoin(requestParts, eq(requestParts.requestId, requests.id))
    .where(
      and(
        eq(requests.requesterId, ctx.actor.accountId),
        eq(requests.channel, "cabinet"),
        gt(requests.enteredAt, sql`${ctx.now.toISOString()}::timestamptz - make_interval(hours => ${HOURS})`),
        notInArray(requestParts.right, ALWAYS),
        isNull(requestParts.appealOf),
      ),
    )
    .orderBy(asc(requests.enteredAt))
  const first = rows.at(-MOST)
  if (!first) return
  const when = formatDateTime(new Date(first.at.getTime() + HOURS * 3_600_000), ctx.actor.locale)
  throw new NotAllowedNow("requests_a_day", { most: MOST, when })
}
