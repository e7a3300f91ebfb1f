import { and, eq, isNull, sql } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { inForce } from "@/lib/policy/editions"
import type { Notify } from "@/lib/policy/recipient-schema"
import type { Policy } from "@/lib/policy/schema"
import { openNotice } from "@/lib/recipients/make-notices"
import type { SignedNotice } from "@/lib/recipients/notice"
import { signatureOf } from "@/lib/signing/signature"

const TIMEOUT_MS = 15_000

/** A recipient did not take its notice; `code` says why, and no more. */
export class NotTaken extends Error {
  override readonly name = "NotTaken"
  constructor(readonly code: string) {
    super(`the recipient did not take its notice: ${code}`)
  }
}

/** How a recipient is told by the policy in force, where it is told at all. */
export const notifyOf = (policy: Policy, code: string): Notify | undefined =>
  policy.recipients.find((each) => each.code === code)?.notify

/**
 * Posts one notice to its recipient: the same bytes under the same id however often it is run, so that a crash between
 * sending and marking repeats what the recipient knows already. Throws NotTaken, so that the job is tried again.
 */
export async function tellRecipient(house: OpenHouse, id: string): Promise<void> {
  const found = await asWorker(house, "tell-recipient", null, async (ctx) => {
    const [row] = await ctx.db
      .update(recipientNotices)
      .set({ attempts: sql`${recipientNotices.attempts} + 1` })
      .where(
        and(
          eq(recipientNotices.id, id),
          eq(recipientNotices.channel, "webhook"),
          isNull(recipientNotices.answeredAt),
        ),
      )
      .returning()
    if (!row) return null
    const { policy } = await inForce(ctx.db)
    return { notice: await openNotice(ctx, row), notify: notifyOf(policy, row.recipient) }
  })
  if (!found) return
  const mark = (set: { toldAt?: ReturnType<typeof sql>; lastError: string | null }) =>
    asWorker(house, "tell-recipient", null, ({ db }) =>
      db
        .update(recipientNotices)
        .set(set)
        .where(and(eq(recipientNotices.id, id), isNull(recipientNotices.answeredAt))),
    )
  try {
    await post(house, found.notify, found.notice)
  } catch (error) {
    await mark({ lastError: error instanceof NotTaken ? error.code : "unreachable" })
    throw error
  }
  await mark({ toldAt: sql`coalesce(told_at, now())`, lastError: null })
}

/** Signed as Standard Webhooks 1.0 says. In the demo, a recipient without an address counts as told. */
async function post(
  { configuration }: OpenHouse,
  notify: Notify | undefined,
  notice: SignedNotice,
): Promise<void> {
  if (notify?.channel !== "webhook") throw new NotTaken("no_channel")
  const [url, secret] = [configuration.connections[notify.url], configuration.webhookSecrets[notify.secret]]
  if (!url && configuration.demo) return
  if (!url || !secret) throw new NotTaken("no_address")
  const body = Buffer.from(JSON.stringify(notice))
  const signed = { id: notice.id, timestamp: String(Math.floor(Date.now() / 1000)), body }
  const response = await fetch(url, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      "content-type": "application/json",
      "webhook-id": signed.id,
      "webhook-timestamp": signed.timestamp,
      "webhook-signature": `v1,${signatureOf(secret, signed)}`,
    },
    body,
  })
  await response.body?.cancel()
  if (!response.ok) throw new NotTaken(`http_${response.status}`)
}
