import { eq } from "drizzle-orm"
import { stringify } from "yaml"
import { editionDrafts, editions } from "@/db/schema/policy"
import type { Ctx, StaffActor } from "@/lib/context"
import { FILES, inSchemaOrder, isDraftKind } from "@/lib/editions/check-text"
import { Forbidden, NotFound } from "@/lib/errors"
import { may } from "@/lib/permissions"

/**
 * The file of a draft as it was sent, or of an edition as it stands, by its id: what the next draft is written from. Throws
 * Forbidden, NotFound.
 */
export async function editionFile(ctx: Ctx<StaffActor>, id: string): Promise<{ name: string; text: string }> {
  if (!may(ctx.actor, "policy.read")) throw new Forbidden()
  const [draft] = await ctx.db.select().from(editionDrafts).where(eq(editionDrafts.id, id))
  if (draft && isDraftKind(draft.kind)) return { name: FILES[draft.kind], text: draft.source }
  const [edition] = await ctx.db.select().from(editions).where(eq(editions.id, id))
  if (!edition || !isDraftKind(edition.kind)) throw new NotFound()
  const { kind, document } = edition
  return {
    name: FILES[kind],
    text: stringify(inSchemaOrder(kind, document), { lineWidth: 0, aliasDuplicateObjects: false }),
  }
}
