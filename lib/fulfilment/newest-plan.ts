import { desc, eq } from "drizzle-orm"
import { plans } from "@/db/schema/fulfilment"
import type { Ctx } from "@/lib/context"

/** The id of a part's newest plan; null when none was made. */
export async function newestPlan({ db }: Pick<Ctx, "db">, partId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: plans.id })
    .from(plans)
    .where(eq(plans.partId, partId))
    .orderBy(desc(plans.version))
    .limit(1)
  return row?.id ?? null
}
