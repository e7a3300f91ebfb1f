import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import type { Permission } from "@/lib/permissions"
import type { Part } from "@/lib/requests/access"
import { viewAsked } from "@/lib/requests/scope"

/** What those may still do on a part who are barred from it. */
const OPEN_TO_ALL: readonly Permission[] = ["request.read", "request.note", "person.view"]

type Barrable = Pick<Part, "id" | "appealOf" | "scope">

export type Barring = "acted_before" | "looked_before"

/**
 * Why somebody else has to look at this part than this member of staff: they acted on the part it appeals against (rule
 * 26; entering what came on paper is no act), or they are who looked, of whom it asks. Null for everybody else. The
 * database bars them too.
 */
export async function barring(
  ctx: Ctx,
  { id, appealOf, scope }: Barrable,
  who: string,
): Promise<Barring | null> {
  if (!appealOf && !viewAsked(scope)) return null
  const { rows } = await ctx.db.execute<{ acted: boolean; looked: boolean }>(
    sql`select ${appealOf}::uuid is not null and guard.acted_on(${appealOf}::uuid, ${who}::uuid) as acted,
      guard.looked(${id}::uuid, ${who}::uuid) as looked`,
  )
  if (rows[0]?.looked) return "looked_before"
  return rows[0]?.acted ? "acted_before" : null
}

/** The same of the actor, for what they are about to do. */
export async function whyBarred(ctx: Ctx, part: Barrable, permission: Permission): Promise<Barring | null> {
  if (ctx.actor.kind !== "staff" || OPEN_TO_ALL.includes(permission)) return null
  return barring(ctx, part, ctx.actor.accountId)
}
