import { eq } from "drizzle-orm"
import { attachments, letters } from "@/db/schema/letters"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { openLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { may } from "@/lib/permissions"
import type { InForce } from "@/lib/policy/editions"
import { type OpenedAttachment, openAttachment } from "@/lib/requests/attach"
import { findCase, partToShow } from "@/lib/requests/case"
import { viewCase } from "@/lib/requests/case-file"
import { mayLeave } from "@/lib/uploads/scans"

export type StaffLetter = { letter: Letter; registration: string; at: Date; inForce: InForce }

/** A letter of a request for staff to download; each time it is recorded as a view. Throws NotFound, Forbidden. */
export async function letterForStaff(ctx: Ctx<StaffActor>, id: string): Promise<StaffLetter> {
  const rows = await ctx.db
    .select({ number: requests.number, partId: letters.partId })
    .from(letters)
    .innerJoin(requests, eq(requests.id, letters.requestId))
    .where(eq(letters.id, id))
  const found = await seen(ctx, rows[0]?.number)
  const opened = await openLetter(ctx, id)
  if (!opened) throw new NotFound()
  const { inForce } = partToShow(found, rows[0]?.partId ?? undefined)
  return { letter: opened.letter, registration: opened.registration, at: opened.createdAt, inForce }
}

/** The bytes of an attached document for staff; each time it is recorded as a view. Throws NotFound, Forbidden. */
export async function attachmentForStaff(ctx: Ctx<StaffActor>, id: string): Promise<OpenedAttachment> {
  const { name, mediaType, body, subjectId } = attachments
  const rows = await ctx.db
    .select({ number: requests.number, id: attachments.id, name, mediaType, body, subjectId })
    .from(attachments)
    .innerJoin(requests, eq(requests.id, attachments.requestId))
    .where(eq(attachments.id, id))
  const row = rows[0]
  await seen(ctx, row?.number)
  if (!row) throw new NotFound()
  await mayLeave(ctx, id)
  return openAttachment(ctx, row)
}

async function seen(ctx: Ctx<StaffActor>, number: string | null | undefined) {
  if (!may(ctx.actor, "person.view")) throw new Forbidden()
  if (!number) throw new NotFound()
  const found = await findCase(ctx, number)
  await viewCase(ctx, found, true)
  return found
}
