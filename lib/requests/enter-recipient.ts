import { eq } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn, startOfDay } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Forbidden, Invalid, type MessageRef, NotAllowedNow, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { keepAnswer } from "@/lib/recipients/keep-answer"
import type { Answer } from "@/lib/recipients/standing"
import { accessPart, pinnedOf } from "@/lib/requests/access"
import { noteInternally } from "@/lib/requests/handle"

/** A notice and its part, both locked, for an officer to enter something of it. */
async function noticeOf(ctx: Ctx<StaffActor>, id: string) {
  if (!may(ctx.actor, "request.tell")) throw new Forbidden()
  const [row] = await ctx.db.select().from(recipientNotices).where(eq(recipientNotices.id, id)).for("update")
  if (!row) throw new NotFound()
  const part = await accessPart(ctx, row.partId, "request.tell")
  const { policy } = await pinnedOf(ctx, part)
  return { part, row, zone: policy.organisation.timezone }
}

/** The day typed, not before `from` and not to come. Collects what is wrong beside `field`. */
function dayBetween(
  ctx: Ctx,
  typed: TypedDay,
  {
    from,
    zone,
    field,
    fields,
  }: { from: Date; zone: string; field: string; fields: Record<string, MessageRef> },
): string {
  const day = typedDay(typed)
  if (!day) fields[field] = { code: "date_shape" }
  else if (day > dayIn(ctx.now, zone) || day < dayIn(from, zone)) fields[field] = { code: "told_between" }
  return day ?? ""
}

/**
 * Records that staff told a recipient by hand: on which day, and how, as a note on the case. Throws NotFound, Invalid
 * beside `told` and `note`, NotAllowedNow where it was told before and got there. Returns the notice's id.
 */
export async function tellByHand(
  ctx: Ctx<StaffActor>,
  input: { notice: string; told: TypedDay; note: string },
): Promise<string> {
  const { part, row, zone } = await noticeOf(ctx, input.notice)
  if (row.answeredAt || (row.toldAt && !row.lastError)) throw new NotAllowedNow("told_already")
  const fields: Record<string, MessageRef> = {}
  const day = dayBetween(ctx, input.told, { from: row.madeAt, zone, field: "told", fields })
  if (!input.note.trim()) fields.note = { code: "required" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  const told = row.toldAt ? {} : { toldAt: startOfDay(day, zone) }
  await ctx.db
    .update(recipientNotices)
    .set({ ...told, toldBy: ctx.actor.accountId, lastError: null })
    .where(eq(recipientNotices.id, row.id))
  const { recipient, subjectId } = row
  await record(ctx, "recipient.told", { subjectId, object: row.id, payload: { recipient, day } })
  await noteInternally(ctx, { part: part.id, body: input.note })
  return row.id
}

/**
 * Records what a recipient answered otherwise than by its link or its system: on paper, by phone. Throws NotFound, Invalid
 * beside `answered` and `note`, NotAllowedNow where nothing was told, or an answer is there. Returns the notice's id.
 */
export async function enterAnswer(
  ctx: Ctx<StaffActor>,
  input: { notice: string; answer: Answer; answered: TypedDay; note: string },
): Promise<string> {
  const { part, row, zone } = await noticeOf(ctx, input.notice)
  if (!row.toldAt || row.answeredAt) throw new NotAllowedNow("answered_otherwise")
  const fields: Record<string, MessageRef> = {}
  const day = dayBetween(ctx, input.answered, { from: row.toldAt, zone, field: "answered", fields })
  const note = input.note.trim()
  if (!note) fields.note = { code: "required" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  const { answer } = input
  await keepAnswer(ctx, row.id, { answer, ground: null, as: { entered: note, day } }, startOfDay(day, zone))
  await noteInternally(ctx, { part: part.id, body: note })
  return row.id
}
