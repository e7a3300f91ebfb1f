import { consentEvents } from "@/db/schema/consents"
import type { Ctx } from "@/lib/context"

type Entry = Omit<typeof consentEvents.$inferInsert, "id" | "operation"> & { operations: readonly string[] }

/** Appends one event per operation to the person's consent history. Nothing in it is ever edited. */
export async function recordConsent(ctx: Ctx, { operations, ...entry }: Entry): Promise<void> {
  if (operations.length === 0) return
  await ctx.db
    .insert(consentEvents)
    .values(operations.map((operation) => ({ at: ctx.now, ...entry, operation })))
}
