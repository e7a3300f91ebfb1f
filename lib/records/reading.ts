import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { type PlanningGround, planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { inPortal } from "@/lib/people/portal-source"
import { inForce } from "@/lib/policy/editions"
import type { Sources } from "@/lib/sources/connector"
import { PORTAL } from "@/lib/sources/map-schema"

/** What reading about a person needs of the portal itself: taken first, so that no transaction waits for a source. */
export type Reading = PlanningGround & { sources: Sources; now: Date }

/** Opens a reading of a person's records for somebody signed in: the person, or staff who recorded a view. */
export async function openReading(house: OpenHouse, signed: Signed, subjectId: string): Promise<Reading> {
  const ground = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    ...(await planningGround(ctx, subjectId, inForce(ctx.db))),
    now: ctx.now,
  }))
  const identities = new Map([...ground.identities, [PORTAL, inPortal(subjectId)]])
  return { ...ground, identities, sources: house.sourcesOf(ground.inForce) }
}

/** Whether the person typed their password again within the last minutes. */
export function hasProved(actor: SubjectActor, now: Date): boolean {
  return actor.elevatedUntil !== null && actor.elevatedUntil > now
}
