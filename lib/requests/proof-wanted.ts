import type { Ctx, SubjectActor } from "@/lib/context"
import { heldUntil } from "@/lib/people/cooling"
import { askedLevel, provenBy } from "@/lib/people/proof"
import { inForce } from "@/lib/policy/editions"
import type { Level } from "@/lib/policy/rights-schema"

/** How sure the policy wants to be, and since when a changed contact will count again where it does not now. */
export type ProofWanted = { level: Level; contactFrom: Date | null }

/**
 * What the policy wants for this right beyond what the session proves; null where nothing is missing. It stops no letter:
 * what is sent without it waits for the proof (`lib/requests/proof-asked.ts`).
 */
export async function proofWanted(ctx: Ctx<SubjectActor>, code: string): Promise<ProofWanted | null> {
  if (ctx.actor.reach === "contact") return null
  const right = (await inForce(ctx.db)).policy.rights.find((each) => each.code === code)
  const level = right ? askedLevel(right) : 0
  if (level === 0 || level <= (await provenBy(ctx))) return null
  return { level, contactFrom: await heldUntil(ctx, ctx.actor.accountId) }
}
