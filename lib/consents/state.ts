import { asc, eq } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import { policyEditions } from "@/db/schema/policy"
import type { Ctx } from "@/lib/context"

export type ConsentMethod = "signed" | "ticked" | "deemed" | "imported" | "registered" | "system"
/** The record an imported consent rests on: in which source, how and under which edition it was given there. */
export type ConsentEvidence = {
  source: string
  method: "signed" | "ticked" | "deemed"
  edition: string | null
  at: string
}

export type ConsentEvent = {
  purpose: string
  operation: string
  event: "asked" | "given" | "refused" | "withdrawn" | "expired" | "invalid"
  method: ConsentMethod
  edition: number | null
  evidence: ConsentEvidence | null
  at: Date
}

/** Every consent event of a person, oldest first. The present answer to a purpose's operation is its last event. */
export async function consentEventsOf(ctx: Ctx, subjectId: string): Promise<ConsentEvent[]> {
  const rows = await ctx.db
    .select({
      purpose: consentEvents.purpose,
      operation: consentEvents.operation,
      event: consentEvents.event,
      method: consentEvents.method,
      edition: policyEditions.number,
      evidence: consentEvents.evidence,
      at: consentEvents.at,
    })
    .from(consentEvents)
    .leftJoin(policyEditions, eq(policyEditions.id, consentEvents.editionId))
    .where(eq(consentEvents.subjectId, subjectId))
    .orderBy(asc(consentEvents.at), asc(consentEvents.id))
  return rows as ConsentEvent[]
}

/** The last event per purpose and operation, under `purpose/operation`. */
export function presentConsents(events: readonly ConsentEvent[]): ReadonlyMap<string, ConsentEvent> {
  return new Map(events.map((event) => [`${event.purpose}/${event.operation}`, event]))
}
