import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { recipientNotices } from "@/db/schema/recipients"
import { requestParts } from "@/db/schema/requests"
import { asWorker, type Ctx } from "@/lib/context"
import { Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { Erased } from "@/lib/keys/vault"
import { type InForce, pinned } from "@/lib/policy/editions"
import { keepAnswer } from "@/lib/recipients/keep-answer"
import { isLinkTo } from "@/lib/recipients/mail"
import { openNotice } from "@/lib/recipients/make-notices"
import type { SignedNotice } from "@/lib/recipients/notice"
import type { Answer } from "@/lib/recipients/standing"

export type Link = { id: string; token: string }

/** What a recipient sees by the link it was sent: the notice, or, once it has answered, only that it did. */
export type ByLink =
  | { is: "open"; notice: SignedNotice; inForce: Pick<InForce, "policy"> }
  | { is: "answered"; answer: Answer; at: Date; request: string }

async function rowOf(ctx: Ctx, { id, token }: Link) {
  if (!z.uuid().safeParse(id).success || !isLinkTo(ctx.vault, id, token)) throw new NotFound()
  const { editionId, dataMapId, profileId, calendarId } = requestParts
  const [row] = await ctx.db
    .select({ notice: recipientNotices, under: { editionId, dataMapId, profileId, calendarId } })
    .from(recipientNotices)
    .innerJoin(requestParts, eq(requestParts.id, recipientNotices.partId))
    .where(and(eq(recipientNotices.id, id), eq(recipientNotices.channel, "email")))
  if (!row) throw new NotFound()
  return row
}

/** Opens the notice a link leads to. Throws NotFound for any other link, and once the case file is gone. */
export async function noticeByLink(house: OpenHouse, link: Link): Promise<ByLink> {
  return asWorker(house, "recipient-link", null, async (ctx) => {
    const { notice: row, under } = await rowOf(ctx, link)
    const notice = await openNotice(ctx, row).catch(goneIsMissing)
    const { answer, answeredAt } = row
    if (answeredAt)
      return { is: "answered", answer: answer as Answer, at: answeredAt, request: notice.request }
    return { is: "open", notice, inForce: await pinned(ctx.db, under) }
  })
}

function goneIsMissing(error: unknown): never {
  throw error instanceof Erased ? new NotFound() : error
}

/**
 * Takes what a recipient answers by its link, with the whole notice it answers. The same again changes nothing. Throws
 * NotFound, Invalid beside `ground`, and NotAllowedNow where it was answered otherwise.
 */
export async function answerByLink(
  house: OpenHouse,
  { answer, ground, ...link }: Link & { answer: Answer; ground: string },
): Promise<Link> {
  const words = ground.trim() || null
  if (answer === "refused" && !words) throw new Invalid({ ground: { code: "required" } })
  const found = await asWorker(house, "recipient-link", null, async (ctx) => {
    const { notice: row } = await rowOf(ctx, link)
    return { subject: row.subjectId, notice: await openNotice(ctx, row).catch(goneIsMissing) }
  })
  const at = await asWorker(house, "recipient-link", { subject: found.subject }, (ctx) => {
    const as = {
      notice: found.notice,
      state: answer,
      at: ctx.now.toISOString(),
      ...(words && { ground: words }),
    }
    return keepAnswer(ctx, link.id, { answer, ground: words, as })
  })
  if (!at) throw new NotAllowedNow("answered_otherwise")
  return link
}
