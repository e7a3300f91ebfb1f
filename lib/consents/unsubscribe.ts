import { endByMessage } from "@/lib/consents/end-by-message"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { messagePurposes } from "@/lib/consents/suppress"
import { asWorker, type House } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"
import { inForce as inForceNow } from "@/lib/policy/editions"
import type { Text } from "@/lib/policy/text-schema"

const PLACE = "unsubscribe"

/** Whose messages, for which purpose. */
type Link = { subjectId: string; purpose: string }

/**
 * The address by which one person ends one purpose from a message. The token is sealed: it can be neither made up nor
 * read, says nothing of the person, and does not lapse, for messages are opened years later.
 */
export function unsubscribeLink(
  house: Pick<House, "vault" | "appUrl">,
  { subjectId, purpose }: Link,
): string {
  const token = house.vault.sealOwn(PLACE, `${subjectId} ${purpose}`).toString("base64url")
  return `${house.appUrl}/unsubscribe/${token}`
}

function linkOf(vault: Vault, token: string): Link {
  try {
    const [subjectId = "", purpose = ""] = vault.openOwn(PLACE, Buffer.from(token, "base64url")).split(" ")
    return { subjectId, purpose }
  } catch {
    // Cut short on its way, or never ours.
    throw new NotFound()
  }
}

/** What a link ends and whether it has ended; says nothing of the person. Throws NotFound for a link that is not ours. */
export async function readUnsubscribe(house: House, token: string): Promise<{ title: Text; ended: boolean }> {
  const { subjectId, purpose: code } = linkOf(house.vault, token)
  return asWorker(house, "unsubscribe", { subject: subjectId }, async (ctx) => {
    const purpose = messagePurposes(await inForceNow(ctx.db)).find((each) => each.code === code)
    if (!purpose) throw new NotFound()
    const present = presentConsents(await consentEventsOf(ctx, subjectId))
    const ended = purpose.operations.every(
      (operation) => present.get(`${code}/${operation.code}`)?.event === "withdrawn",
    )
    return { title: purpose.title, ended }
  })
}

/** Ends what the link is for; pressed again it changes nothing. Throws NotFound for a link that is not ours. */
export async function unsubscribe(house: House, token: string): Promise<void> {
  const { subjectId, purpose } = linkOf(house.vault, token)
  await readUnsubscribe(house, token)
  await endByMessage(house, subjectId, { method: "link", purposes: [purpose] })
}
