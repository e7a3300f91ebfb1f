import { sql } from "drizzle-orm"
import { asWorker, type Ctx, type House } from "@/lib/context"
import { erasing, type WhyNot } from "@/lib/fulfilment/why-not"
import type { Work } from "@/lib/fulfilment/work"
import { isContactPerson } from "@/lib/people/identities"
import { identityHash } from "@/lib/people/new-account"

/**
 * Before a contact person's data go from others' records: notes whose records they are, as far as the portal knows them,
 * so that they can be told afterwards. A hold on any of those keeps the data there, and the part stalls until it ends
 * (rule 10). Throws SourceUnreachable.
 */
export async function noteHolders(house: House, work: Work): Promise<WhyNot | null> {
  const { part, plan, identities, sources } = work
  const categories = erasing(plan)
  if (categories.length === 0 || !isContactPerson(identities)) return null
  const hashes: Buffer[] = []
  for (const [source, identifiers] of identities) {
    if (source === "*") continue
    const { subjectKind: kind } = sources.of(source)
    for (const value of await sources.of(source).holders(identifiers))
      hashes.push(identityHash(house.vault, { source, kind, value }))
  }
  if (hashes.length === 0) return null
  const list = (values: readonly (Buffer | string)[]) =>
    sql.join(
      values.map((value) => sql`${value}`),
      sql`, `,
    )
  const held = await asWorker(house, "fulfil", { part: part.id }, async (ctx) => {
    const { rows } = await ctx.db.execute<{ ground: string | null }>(
      sql`select guard.note_holders(${part.id}, array[${list(hashes)}]::bytea[], array[${list(categories)}]::text[]) as ground`,
    )
    return rows[0]?.ground ?? null
  })
  return held === null ? null : { why: "hold", stalls: true }
}

/** Lets those whose records they were see that the contact was removed at that person's request. */
export async function tellHolders(ctx: Ctx, { part, identities }: Work): Promise<void> {
  if (part.scope.right !== "erasure" || !isContactPerson(identities)) return
  await ctx.db.execute(sql`select guard.contact_removed(${part.id})`)
}
