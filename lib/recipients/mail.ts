import { timingSafeEqual } from "node:crypto"
import type { Ctx } from "@/lib/context"
import { formatLongDate } from "@/lib/format/date"
import type { Vault } from "@/lib/keys/vault"
import { enqueueNotice } from "@/lib/notices/enqueue"
import type { Notify } from "@/lib/policy/recipient-schema"
import type { SignedNotice } from "@/lib/recipients/notice"

/**
 * Puts an e-mail to a recipient into the outbox: number, day and the link to its notice. Sealed under a key of the
 * notice's own, since it must still leave when the person's is gone. Returns the message's id.
 */
export const mailRecipient = (
  ctx: Ctx,
  template: "recipient_notice" | "recipient_reminder",
  { address, language }: Extract<Notify, { channel: "email" }>,
  { id, request, due }: SignedNotice,
): Promise<string> =>
  enqueueNotice(ctx, {
    ...{ subjectId: null, keyOwner: id, template, language },
    to: { kind: "email", value: address },
    parameters: {
      number: request,
      date: formatLongDate(due, language),
      path: `/recipient-notices/${id}/${linkToken(ctx.vault, id)}`,
    },
  })

/** The secret part of the link by which a recipient opens its notice and answers it once. */
const linkToken = (vault: Pick<Vault, "hash">, id: string): string =>
  vault.hash("recipient_link", id).toString("base64url")

/** Whether a link is the one sent for this notice. */
export function isLinkTo(vault: Pick<Vault, "hash">, id: string, token: string): boolean {
  const [given, ours] = [Buffer.from(token), Buffer.from(linkToken(vault, id))]
  return given.length === ours.length && timingSafeEqual(given, ours)
}
