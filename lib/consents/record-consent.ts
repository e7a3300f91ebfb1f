import { randomUUID } from "node:crypto"
import { consentEvents } from "@/db/schema/consents"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { type ConsentRow, consentRegister, enter } from "@/lib/ledger/registers"

type Entry = Omit<ConsentRow, "id" | "operation" | "at"> & { operations: readonly string[]; at?: Date }

/** Appends one event per operation to the person's consent history, each with its entry. Nothing in it is ever edited. */
export async function recordConsent(ctx: Ctx, { operations, ...entry }: Entry): Promise<void> {
  if (operations.length === 0) return
  const rows = operations.map((operation) => ({ at: ctx.now, ...entry, operation, id: randomUUID() }))
  const entries = await atOnce(rows.map((row) => enter(ctx, consentRegister, row)))
  await ctx.db.insert(consentEvents).values(rows.map((row, n) => ({ ...row, ledgerId: entries[n] })))
}
