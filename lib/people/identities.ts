import { and, eq, isNull } from "drizzle-orm"
import { sourceIdentities } from "@/db/schema/people"
import type { Ctx } from "@/lib/context"
import type { Identifiers } from "@/lib/sources/connector"
import { CONTACT_KIND } from "@/lib/sources/contact-map"

/** How a person is known in each source; `pin`, `phone`, `email` as the portal itself knows them stand under "*". */
export type KnownIn = ReadonlyMap<string, Identifiers>

/** Whether the person is known by a phone that others gave, and as no customer. */
export const isContactPerson = (identities: KnownIn): boolean =>
  identities.get("*")?.some(({ kind }) => kind === CONTACT_KIND) ?? false

/** The identities of a subject the actor may see, opened. Old ones (a changed phone) are left out. */
export async function identitiesOf(ctx: Ctx, subjectId: string): Promise<KnownIn> {
  const rows = await ctx.db
    .select({
      id: sourceIdentities.id,
      source: sourceIdentities.source,
      kind: sourceIdentities.kind,
      value: sourceIdentities.value,
    })
    .from(sourceIdentities)
    .where(and(eq(sourceIdentities.subjectId, subjectId), isNull(sourceIdentities.until)))
  const known = new Map<string, { kind: string; value: string }[]>()
  for (const row of rows) {
    const plain = await ctx.vault.open(
      { id: subjectId, purpose: "data" },
      `source_identities.value|${row.id}`,
      row.value,
    )
    known.set(row.source, [...(known.get(row.source) ?? []), { kind: row.kind, value: plain.toString() }])
  }
  return known
}
