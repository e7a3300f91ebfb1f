import { eq, sql } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"
import type { Permission } from "@/lib/permissions"
import type { Part } from "@/lib/requests/access"

/** What those may still do on an appeal who acted on the part it is against. */
const OPEN_TO_ALL: readonly Permission[] = ["request.read", "request.note", "person.view"]

/**
 * Whether the actor is one of the staff who acted on the part this appeal is against, so that others have to look at it
 * (rule 26). Entering what came on paper is no act. The database bars them too.
 */
export async function isBarred(
  ctx: Ctx,
  { appealOf }: Pick<Part, "appealOf">,
  permission: Permission,
): Promise<boolean> {
  if (!appealOf || ctx.actor.kind !== "staff" || OPEN_TO_ALL.includes(permission)) return false
  const rows = await ctx.db
    .select({ acted: sql<boolean>`guard.acted_on(${requestParts.id}, ${ctx.actor.accountId}::uuid)` })
    .from(requestParts)
    .where(eq(requestParts.id, appealOf))
  return rows[0]?.acted ?? false
}
