import { and, eq, inArray, sql } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import type { Ctx } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"

const ENDS = ["refused", "withdrawn", "expired", "invalid"]
const CARRIES = ["transfer", "cross_border"]

/**
 * The event by which the person consented to data being passed on for this purpose, where that consent was in force
 * on that day and did not end in its course; null where none was. One that was only deemed carries no transfer (rule 7).
 */
export async function consentTo(
  ctx: Ctx,
  asked: { subjectId: string; purpose: string; day: Day; zone: string },
): Promise<string | null> {
  const { subjectId, purpose, day, zone } = asked
  const rows = await ctx.db
    .select({
      id: consentEvents.id,
      operation: consentEvents.operation,
      event: consentEvents.event,
      isDeemed: sql<boolean>`${consentEvents.method} = 'deemed' or coalesce(${consentEvents.evidence} ->> 'method' = 'deemed', false)`,
      at: consentEvents.at,
    })
    .from(consentEvents)
    .where(
      and(
        eq(consentEvents.subjectId, subjectId),
        eq(consentEvents.purpose, purpose),
        inArray(consentEvents.operation, CARRIES),
      ),
    )
  const given = rows.filter((row) => row.event === "given" && !row.isDeemed && dayIn(row.at, zone) <= day)
  const stands = given.filter(
    ({ operation, at: since }) =>
      !rows.some(
        (row) =>
          row.operation === operation &&
          ENDS.includes(row.event) &&
          row.at >= since &&
          dayIn(row.at, zone) <= day,
      ),
  )
  return (stands.find(({ operation }) => operation === "transfer") ?? stands[0])?.id ?? null
}
