import { and, eq, isNull } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { tell } from "@/lib/notices/tell"
import { withholdDisclosures } from "@/lib/oversight/withhold-disclosures"
import { refuseTied } from "@/lib/people/barred"
import { localeOf } from "@/lib/people/locale-of"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { laterDay } from "@/lib/requests/review-secrecy"

/**
 * Looks again at a disclosure outside any request that the person is not shown (rule 20): shown from now on, and told; or
 * withheld to another day of review. Throws Invalid beside `review`, Forbidden, NotAllowedNow for one that is not withheld.
 */
export async function reviewDisclosure(
  ctx: Ctx<StaffActor>,
  input: { disclosure: string; keep: boolean; review: TypedDay },
): Promise<string> {
  if (!may(ctx.actor, "disclosures.review")) throw new Forbidden()
  const { disclosure: object } = input
  const [row] = await ctx.db
    .select({ subjectId: disclosures.subjectId, secrecy: disclosures.secrecy })
    .from(disclosures)
    .where(and(eq(disclosures.id, object), eq(disclosures.secret, true), isNull(disclosures.requestId)))
    .for("update")
  if (!row) throw new NotAllowedNow()
  const { subjectId, secrecy } = row
  await refuseTied(ctx, subjectId)
  const { timezone } = (await inForce(ctx.db)).policy.organisation
  const reviewOn = input.keep ? laterDay(typedDay(input.review), dayIn(ctx.now, timezone)) : null
  await withholdDisclosures(ctx, eq(disclosures.id, object), reviewOn)
  await record(ctx, "disclosure.reviewed", { subjectId, object, payload: { secrecy, reviewOn } })
  if (!reviewOn) {
    const person = { subjectId, language: await localeOf(ctx, subjectId) }
    await tell(ctx, person, "disclosed", { path: "/cabinet/disclosures" })
  }
  return object
}
