import { eq } from "drizzle-orm"
import { searchTerms, sourceIdentities, subjects } from "@/db/schema/people"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"

/** Deletes how a person is known in every source, and the keyed hashes by which staff found them (rule 12). */
export async function dropIdentities(ctx: Ctx<SystemActor>, subject: string): Promise<void> {
  await ctx.db.delete(sourceIdentities).where(eq(sourceIdentities.subjectId, subject))
  await ctx.db.delete(searchTerms).where(eq(searchTerms.subjectId, subject))
}

/**
 * Forgets a person of whom everything was erased and read back, the account last: what is left of them is the case file,
 * under a key of its own until its own end. Their data key goes after this transaction (rule 11).
 */
export async function forgetPerson(ctx: Ctx<SystemActor>, subject: string): Promise<void> {
  await dropIdentities(ctx, subject)
  await ctx.db.update(subjects).set({ dataErasedAt: ctx.now }).where(eq(subjects.id, subject))
  await enqueueJob(ctx, "destroy-keys", { subject }, `destroy-keys:${subject}`)
}

/** Destroys the keys of somebody forgotten, and nobody else's. However often it runs, they are gone once. */
export async function destroyKeys(house: OpenHouse, subject: string): Promise<void> {
  const row = await asWorker(house, "destroy-keys", { subject }, async (ctx) => {
    const rows = await ctx.db.select().from(subjects).where(eq(subjects.id, subject))
    return rows[0]
  })
  if (row?.dataErasedAt || row?.erasedAt) await house.vault.destroy({ id: subject, purpose: "data" })
  if (row?.erasedAt) await house.vault.destroy({ id: subject, purpose: "case" })
}
