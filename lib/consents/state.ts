import { asc, eq } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import { policyEditions } from "@/db/schema/policy"
import type { Ctx } from "@/lib/context"
import type { ConsentEventKind, ConsentMethod } from "@/lib/letters/letter"

/** The record an imported consent rests on: in which source, how and under which edition it was given there. */
export type ConsentEvidence = {
  source: string
  method: "signed" | "ticked" | "deemed"
  edition: string | null
  at: string
  /** What the organisation says the evidence is, sealed (base64): of a record that came by a file. */
  words?: string
}

/** Where the words of a record's evidence are sealed; `at` is the day the record names. */
export const evidencePlace = (purpose: string, at: string): string =>
  `consent_events.evidence|${purpose}|${at}`

export type ConsentEvent = {
  id: string
  purpose: string
  operation: string
  event: ConsentEventKind
  method: ConsentMethod
  edition: number | null
  evidence: ConsentEvidence | null
  language: string
  at: Date
}

/** Every consent event of a person, oldest first. The present answer to a purpose's operation is its last event. */
export async function consentEventsOf(ctx: Ctx, subjectId: string): Promise<ConsentEvent[]> {
  const rows = await ctx.db
    .select({
      id: consentEvents.id,
      purpose: consentEvents.purpose,
      operation: consentEvents.operation,
      event: consentEvents.event,
      method: consentEvents.method,
      edition: policyEditions.number,
      evidence: consentEvents.evidence,
      language: consentEvents.language,
      at: consentEvents.at,
    })
    .from(consentEvents)
    .leftJoin(policyEditions, eq(policyEditions.id, consentEvents.editionId))
    .where(eq(consentEvents.subjectId, subjectId))
    .orderBy(asc(consentEvents.at), asc(consentEvents.id))
  return rows as ConsentEvent[]
}

/**
 * What holds per purpose and operation, under `purpose/operation`: the last event that changed anything. To be asked
 * changes nothing, and a no to something new leaves what was agreed before as it was.
 */
export function presentConsents(events: readonly ConsentEvent[]): ReadonlyMap<string, ConsentEvent> {
  const present = new Map<string, ConsentEvent>()
  for (const event of events) {
    const name = `${event.purpose}/${event.operation}`
    if (event.event === "asked" || (event.event === "refused" && present.has(name))) continue
    present.set(name, event)
  }
  return present
}
