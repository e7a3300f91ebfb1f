import { and, asc, desc, eq, isNull } from "drizzle-orm"
import { disclosures, views } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import { atOnce } from "@/db/transaction"
import { type ConsentEvent, consentEventsOf } from "@/lib/consents/state"
import type { Ctx } from "@/lib/context"

export type Disclosed = { recipient: string; categories: string[]; purpose: string; ground: string; at: Date }
export type Seen = { role: string; unit: string; categories: string[]; request: string | null; at: Date }

/** What the portal itself recorded about the person's data: consents, who received data, who of the staff saw it. */
export type Acts = { consents: ConsentEvent[]; disclosures: Disclosed[]; views: Seen[] }

/**
 * The acts recorded about a person's data, oldest consent first, newest view first. What is under a secrecy ground is
 * left out; of staff the unit and the role are told, never the name (rule 20).
 */
export async function actsOf(ctx: Ctx, subjectId: string): Promise<Acts> {
  const [consents, given, seen] = await atOnce([
    consentEventsOf(ctx, subjectId),
    disclosuresOf(ctx, subjectId),
    viewsOf(ctx, subjectId),
  ])
  return { consents, disclosures: given, views: seen }
}

const disclosuresOf = (ctx: Ctx, subjectId: string): Promise<Disclosed[]> =>
  ctx.db
    .select({
      recipient: disclosures.recipient,
      categories: disclosures.categories,
      purpose: disclosures.purpose,
      ground: disclosures.ground,
      at: disclosures.at,
    })
    .from(disclosures)
    .where(and(eq(disclosures.subjectId, subjectId), eq(disclosures.secret, false)))
    .orderBy(asc(disclosures.at))

const viewsOf = (ctx: Ctx, subjectId: string): Promise<Seen[]> =>
  ctx.db
    .select({
      role: views.role,
      unit: views.unit,
      categories: views.categories,
      request: requests.number,
      at: views.at,
    })
    .from(views)
    .leftJoin(requests, eq(requests.id, views.requestId))
    .where(and(eq(views.subjectId, subjectId), isNull(requests.secrecy), isNull(views.secrecy)))
    .orderBy(desc(views.at))
