import { eq } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import type { Ctx, Locale, StaffActor } from "@/lib/context"
import { addMonths, dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { tell } from "@/lib/notices/tell"
import { withholdDisclosures } from "@/lib/oversight/withhold-disclosures"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/**
 * Looks again at what the person is not shown under a secrecy ground (rule 20): shown from now on, and told; or withheld to
 * another day of review, a year away at most. Returns the request's number. Throws Invalid beside `review`, Forbidden,
 * NotAllowedNow for a request that is not withheld.
 */
export async function reviewSecrecy(
  ctx: Ctx<StaffActor>,
  input: { request: string; keep: boolean; review: TypedDay },
): Promise<string> {
  if (!may(ctx.actor, "disclosures.review")) throw new Forbidden()
  const [row] = await ctx.db
    .select({
      number: requests.number,
      subjectId: requests.subjectId,
      secrecy: requests.secrecy,
      language: requests.language,
    })
    .from(requests)
    .where(eq(requests.id, input.request))
    .for("update")
  if (!row?.secrecy || !row.subjectId || !row.number) throw new NotAllowedNow()
  await refuseTied(ctx, row.subjectId)
  const { timezone } = (await inForce(ctx.db)).policy.organisation
  const reviewOn = input.keep ? laterDay(typedDay(input.review), dayIn(ctx.now, timezone)) : null
  await ctx.db
    .update(requests)
    .set(reviewOn ? { reviewOn } : { secrecy: null, reviewOn: null })
    .where(eq(requests.id, input.request))
  await withholdDisclosures(ctx, eq(disclosures.requestId, input.request), reviewOn)
  const { subjectId, number } = row
  await record(ctx, "disclosure.reviewed", {
    subjectId,
    object: input.request,
    payload: { secrecy: row.secrecy, reviewOn },
  })
  const path = `/cabinet/requests/${number}`
  if (!reviewOn)
    await tell(ctx, { subjectId, language: row.language as Locale }, "answered", { number, path })
  return number
}

/** The next day of review, a year away at most. Throws Invalid beside `review`. */
export function laterDay(day: string | null, today: string): string {
  if (!day) throw new Invalid({ review: { code: day === "" ? "required" : "date_shape" } })
  if (day <= today) throw new Invalid({ review: { code: "day_past" } })
  if (day > addMonths(today, 12)) throw new Invalid({ review: { code: "hold_review_late" } })
  return day
}
