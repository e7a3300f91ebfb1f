import { eq } from "drizzle-orm"
import { z } from "zod"
import { recipientNotices } from "@/db/schema/recipients"
import { asWorker } from "@/lib/context"
import { admit, bodyAs, type Delivery, HookRefused } from "@/lib/hooks/receive"
import type { OpenHouse } from "@/lib/house"
import { Erased } from "@/lib/keys/vault"
import { canonical } from "@/lib/ledger/record"
import { keepAnswer } from "@/lib/recipients/keep-answer"
import { openNotice } from "@/lib/recipients/make-notices"
import { SignedNotice } from "@/lib/recipients/notice"
import { notifyOf } from "@/lib/recipients/send"

/** The whole notice it acknowledges, what became of it, and when. A refusal says why. */
const Acknowledgement = z
  .strictObject({
    notice: SignedNotice,
    state: z.enum(["done", "not_held", "refused"]),
    ground: z.string().trim().min(1).max(2000).optional(),
    at: z.iso.datetime({ offset: true }),
  })
  .refine(({ state, ground }) => state !== "refused" || ground)
type Acknowledgement = z.infer<typeof Acknowledgement>

const HINT = "The body must be an acknowledgement as /api/v1/openapi.json has it; a refusal gives its ground."
const NOT_SENT = "The notice is not one that was sent to this recipient, or it was altered."

/** How far the recipient's clock may be from ours, in milliseconds. */
const SKEW = 300_000

/** That an acknowledgement was taken, and when the first one was. */
export type Receipt = { notice: string; state: Acknowledgement["state"]; receivedAt: string }

/**
 * Takes a recipient's acknowledgement, signed by the secret shared with the recipient its notice is addressed to. The same
 * one again changes nothing and has the same receipt; another answer to the same notice is refused (409), as is one that
 * embeds anything but the notice that was sent (422). Throws HookRefused, and TooMany beyond the address's limit.
 */
export async function acknowledge(house: OpenHouse, delivery: Delivery): Promise<Receipt> {
  const told = bodyAs(Acknowledgement, delivery, HINT)
  await admit(house, delivery, ({ policy }) => {
    const notify = notifyOf(policy, told.notice.to)
    return notify?.channel === "webhook" ? house.configuration.webhookSecrets[notify.secret] : undefined
  })
  const subject = await asWorker(house, "acknowledge", null, async (ctx) => {
    const [row] = await ctx.db.select().from(recipientNotices).where(eq(recipientNotices.id, told.notice.id))
    const sent = row?.recipient === told.notice.to && (await openNotice(ctx, row).catch(goneIsNone))
    if (!row || !sent || canonical(sent) !== canonical(told.notice)) throw new HookRefused(422, NOT_SENT)
    const at = Date.parse(told.at)
    if (at < Date.parse(sent.issued) - SKEW || at > ctx.now.getTime() + SKEW)
      throw new HookRefused(422, "The time lies before the notice, or in the future.")
    return row.subjectId
  })
  const { state, ground } = told
  const receivedAt = await asWorker(house, "acknowledge", { subject }, (ctx) =>
    keepAnswer(ctx, told.notice.id, { answer: state, ground: ground ?? null, as: told }),
  )
  if (!receivedAt) throw new HookRefused(409, "This notice was answered otherwise before.")
  return { notice: told.notice.id, state, receivedAt: receivedAt.toISOString() }
}

function goneIsNone(error: unknown): null {
  if (error instanceof Erased) return null
  throw error
}
