import { eq } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"

/** How often the carrying out of a part was given up for now. */
export async function triesOf({ db }: Pick<Ctx, "db">, partId: string): Promise<number> {
  const [row] = await db
    .select({ tries: requestParts.tries })
    .from(requestParts)
    .where(eq(requestParts.id, partId))
  return row?.tries ?? 0
}
