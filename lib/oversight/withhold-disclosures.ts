import { eq, type SQL } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import type { Ctx, StaffActor } from "@/lib/context"
import { disclosureRegister, enter } from "@/lib/ledger/registers"

/** Shows these disclosures to the person from now on (null), or withholds them to a day; each with an entry of its own. */
export async function withholdDisclosures(
  ctx: Ctx<StaffActor>,
  which: SQL,
  reviewOn: string | null,
): Promise<void> {
  for (const each of await ctx.db.select().from(disclosures).where(which).for("update")) {
    const now = { ...each, secret: reviewOn !== null, reviewOn }
    const ledgerId = await enter(ctx, disclosureRegister, now, "changed")
    await ctx.db
      .update(disclosures)
      .set({ secret: now.secret, reviewOn, ledgerId })
      .where(eq(disclosures.id, each.id))
  }
}
