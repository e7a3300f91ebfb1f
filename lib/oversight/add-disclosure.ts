import { disclosures } from "@/db/schema/oversight"
import type { Ctx } from "@/lib/context"
import { type DisclosureRow, disclosureRegister, enter } from "@/lib/ledger/registers"

/**
 * Adds a disclosure to the register, with the entry that commits to it, in the name of whoever acts. The database refuses
 * a ground the row's edition does not know, and one whose requirement the row does not carry (UK031).
 */
export async function addDisclosure(
  ctx: Ctx,
  given: Omit<DisclosureRow, "recordedBy"> & { editionId: string },
): Promise<void> {
  const row = { ...given, recordedBy: ctx.actor.kind === "staff" ? ctx.actor.accountId : null }
  const ledgerId = await enter(ctx, disclosureRegister, row)
  await ctx.db.insert(disclosures).values({ ...row, ledgerId })
}
