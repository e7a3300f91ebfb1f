import { eq } from "drizzle-orm"
import { attachments } from "@/db/schema/letters"
import { mandates } from "@/db/schema/people"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { underView } from "@/lib/oversight/under-view"
import { may } from "@/lib/permissions"
import { type OpenedAttachment, openAttachment } from "@/lib/requests/attach"
import { mayLeave } from "@/lib/uploads/scans"

/** The scan that shows an authority, for staff who recorded a view of the person just before. Throws Forbidden, NotFound. */
export async function proofForStaff(ctx: Ctx<StaffActor>, id: string): Promise<OpenedAttachment> {
  if (!may(ctx.actor, "person.view")) throw new Forbidden()
  const { mediaType, body, name, subjectId } = attachments
  const rows = await ctx.db
    .select({ id: attachments.id, name, mediaType, body, subjectId })
    .from(mandates)
    .innerJoin(attachments, eq(attachments.id, mandates.attachmentId))
    .where(eq(mandates.id, id))
  const [row] = rows
  if (!row) throw new NotFound()
  await mayLeave(ctx, row.id)
  return openAttachment({ vault: underView(ctx) }, row)
}
