import { disclosures } from "@/db/schema/oversight"
import type { Ctx } from "@/lib/context"
import { type DisclosureRow, disclosureRegister, enter } from "@/lib/ledger/registers"

/** Adds a disclosure to the register, with the entry that commits to it. */
export async function addDisclosure(ctx: Ctx, row: DisclosureRow): Promise<void> {
  const ledgerId = await enter(ctx, disclosureRegister, row)
  await ctx.db.insert(disclosures).values({ ...row, ledgerId })
}
