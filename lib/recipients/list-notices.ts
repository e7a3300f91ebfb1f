import { asc, desc, eq, isNotNull, isNull } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { inForce, pinned } from "@/lib/policy/editions"
import { type Standing, standing, standingColumns, stateOf } from "@/lib/recipients/standing"

/** A notice in the list of everybody's: by the number of its request, without a word on whom it is about. */
export type Listed = Standing & { number: string | null; partId: string; lastError: string | null }

const MOST = 200

const columns = {
  ...standingColumns,
  number: requests.number,
  partId: recipientNotices.partId,
  lastError: recipientNotices.lastError,
}

const select = (ctx: Ctx<StaffActor>) =>
  ctx.db
    .select(columns)
    .from(recipientNotices)
    .innerJoin(requests, eq(requests.id, recipientNotices.requestId))

/** The notices nobody answered yet, the first due first, and those answered last; at most 200 of each. Throws Forbidden. */
export async function listRecipientNotices(
  ctx: Ctx<StaffActor>,
): Promise<{ open: Listed[]; answered: Listed[]; today: Day }> {
  if (!may(ctx.actor, "recipients.read")) throw new Forbidden()
  const { policy } = await inForce(ctx.db)
  const open = await select(ctx)
    .where(isNull(recipientNotices.answeredAt))
    .orderBy(asc(recipientNotices.dueOn), asc(recipientNotices.id))
    .limit(MOST)
  const answered = await select(ctx)
    .where(isNotNull(recipientNotices.answeredAt))
    .orderBy(desc(recipientNotices.answeredAt))
    .limit(MOST)
  const today = dayIn(ctx.now, policy.organisation.timezone)
  return { open: open.map(standing), answered: answered.map(standing), today }
}

/** One notice as staff see it. Throws Forbidden, NotFound. */
export async function recipientNotice(ctx: Ctx<StaffActor>, id: string) {
  if (!may(ctx.actor, "recipients.read")) throw new Forbidden()
  const { editionId, dataMapId, profileId, calendarId } = requestParts
  const [row] = await ctx.db
    .select({ ...columns, under: { editionId, dataMapId, profileId, calendarId } })
    .from(recipientNotices)
    .innerJoin(requests, eq(requests.id, recipientNotices.requestId))
    .innerJoin(requestParts, eq(requestParts.id, recipientNotices.partId))
    .where(eq(recipientNotices.id, id))
  if (!row) throw new NotFound()
  const { under, ...notice } = row
  const { policy } = await pinned(ctx.db, under)
  return { notice: standing(notice) as Listed, policy, today: dayIn(ctx.now, policy.organisation.timezone) }
}

/** Whether staff have to tell the recipient: no machine does, or it does not get there. */
export const isByHand = ({ channel, toldAt, lastError }: Pick<Listed, "channel" | "toldAt" | "lastError">) =>
  lastError !== null || (toldAt === null && (channel === "post" || channel === "hand"))

/** How many recipients wait to be told by staff, and how many were told and stayed silent. */
export async function recipientsToSee(ctx: Ctx<StaffActor>): Promise<{ toTell: number; silent: number }> {
  const { open, today } = await listRecipientNotices(ctx)
  return {
    toTell: open.filter(isByHand).length,
    silent: open.filter((row) => stateOf(row, today) === "silent").length,
  }
}
