import { and, asc, eq, isNotNull, isNull } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type Disclosed, MOST_LISTED } from "@/lib/disclosures/register"
import { Forbidden, NotFound } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/** What the person it is about is not shown: a request, or, without a number, a disclosure made outside any. */
export type Secret = { id: string; number: string | null; secrecy: string | null; reviewOn: string | null }

/** Those of them whose day of review has come. Throws Forbidden. */
export async function secretToReview(ctx: Ctx<StaffActor>): Promise<Secret[]> {
  const today = dayIn(ctx.now, (await inForce(ctx.db)).policy.organisation.timezone)
  return (await listSecret(ctx)).filter(({ reviewOn }) => reviewOn !== null && reviewOn <= today)
}

/** Everything withheld under a secrecy ground, the nearest review first. Throws Forbidden. */
export async function listSecret(ctx: Ctx<StaffActor>): Promise<Secret[]> {
  if (!may(ctx.actor, "disclosures.secret")) throw new Forbidden()
  const asked = await ctx.db
    .select({
      id: requests.id,
      number: requests.number,
      secrecy: requests.secrecy,
      reviewOn: requests.reviewOn,
    })
    .from(requests)
    .where(and(isNotNull(requests.secrecy), isNotNull(requests.number)))
    .orderBy(asc(requests.reviewOn))
    .limit(MOST_LISTED)
  const given = await ctx.db
    .select({ id: disclosures.id, secrecy: disclosures.secrecy, reviewOn: disclosures.reviewOn })
    .from(disclosures)
    .where(and(eq(disclosures.secret, true), isNull(disclosures.requestId)))
    .orderBy(asc(disclosures.reviewOn))
    .limit(MOST_LISTED)
  return [...asked, ...given.map((row) => ({ ...row, number: null }))].sort((a, b) =>
    (a.reviewOn ?? "") < (b.reviewOn ?? "") ? -1 : 1,
  )
}

export type SecretDisclosure = Pick<Disclosed, "id" | "recipient" | "categories" | "ground" | "at"> & {
  secrecy: string | null
  reviewOn: string | null
}

/** One disclosure outside any request that is withheld, without a word on whom it is about. Throws NotFound, Forbidden. */
export async function secretDisclosure(ctx: Ctx<StaffActor>, id: string): Promise<SecretDisclosure> {
  if (!may(ctx.actor, "disclosures.secret")) throw new Forbidden()
  const [row] = await ctx.db
    .select({
      id: disclosures.id,
      recipient: disclosures.recipient,
      categories: disclosures.categories,
      ground: disclosures.ground,
      secrecy: disclosures.secrecy,
      reviewOn: disclosures.reviewOn,
      at: disclosures.at,
    })
    .from(disclosures)
    .where(and(eq(disclosures.id, id), eq(disclosures.secret, true), isNull(disclosures.requestId)))
  if (!row) throw new NotFound()
  return row
}
