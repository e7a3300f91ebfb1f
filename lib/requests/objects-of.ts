import { inArray } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import { certificates } from "@/db/schema/fulfilment"
import type { Ctx } from "@/lib/context"

type Things = {
  id: string
  parts: readonly { id: string; plan: { id: string } | null }[]
  letters: readonly { id: string }[]
}

/** The ids under which the ledger knows what belongs to a request: its parts, plans, letters, certificates, consents. */
export async function objectsOf(ctx: Pick<Ctx, "db">, things: readonly Things[]): Promise<string[]> {
  const named = things.flatMap(({ id, parts, letters }) => [
    id,
    ...parts.map((part) => part.id),
    ...parts.flatMap(({ plan }) => plan?.id ?? []),
    ...letters.map((letter) => letter.id),
  ])
  const sealed = await ctx.db
    .select({ id: certificates.id })
    .from(certificates)
    .where(inArray(certificates.partId, named))
  const consented = await ctx.db
    .select({ id: consentEvents.id })
    .from(consentEvents)
    .where(inArray(consentEvents.partId, named))
  return [...named, ...[...sealed, ...consented].map(({ id }) => id)]
}
