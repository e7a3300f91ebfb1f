import { and, eq, inArray } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"
import { claimGrounds, type OpenHold } from "@/lib/fulfilment/keeping"
import type { InForce } from "@/lib/policy/editions"
import { openStatuses } from "@/lib/requests/machine"

/**
 * What an open claim keeps, the person's or the organisation's: everything, on the grounds of the policy or the profile
 * that last as long as a claim is open (rule 10). Nothing without a claim, or where they have no such ground.
 */
export async function openClaims(
  ctx: Ctx,
  subjectId: string,
  inForce: Pick<InForce, "policy" | "profile"> | Promise<InForce>,
): Promise<OpenHold[]> {
  const grounds = claimGrounds(await inForce)
  if (grounds.length === 0) return []
  const rows = await ctx.db
    .select({ id: requestParts.id })
    .from(requestParts)
    .where(
      and(
        eq(requestParts.subjectId, subjectId),
        eq(requestParts.right, "claim"),
        inArray(requestParts.status, [...openStatuses]),
      ),
    )
    .limit(1)
  return rows.length > 0 ? grounds.map(({ code }) => ({ ground: code, categories: null })) : []
}
