import { sql } from "drizzle-orm"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { messagePurposes } from "@/lib/consents/suppress"
import { asWorker, type House } from "@/lib/context"
import { enqueueJob } from "@/lib/notices/enqueue"
import { localeOf } from "@/lib/people/locale-of"
import { inForce as inForceNow } from "@/lib/policy/editions"

/**
 * Ends purposes for which the organisation writes to somebody, at their word from the message itself: no sign-in, no
 * reason (rule 29). Without `purposes`: every such purpose. The history says so now, the sources and the list of contacts
 * not to be written to follow by a job. What has ended already stays as it is.
 */
export async function endByMessage(
  house: House,
  subjectId: string,
  input: { method: "link" | "sms"; purposes?: readonly string[] },
): Promise<void> {
  await asWorker(house, "end-by-message", { subject: subjectId }, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`consent/${subjectId}`}, 0))`)
    const inForce = await inForceNow(ctx.db)
    const present = presentConsents(await consentEventsOf(ctx, subjectId))
    const language = await localeOf(ctx, subjectId)
    for (const { code, operations } of messagePurposes(inForce)) {
      if (input.purposes && !input.purposes.includes(code)) continue
      const ended = operations
        .map((operation) => operation.code)
        .filter((operation) => present.get(`${code}/${operation}`)?.event !== "withdrawn")
      await recordConsent(ctx, {
        ...{
          subjectId,
          purpose: code,
          operations: ended,
          event: "withdrawn",
          method: input.method,
          language,
        },
        editionId: inForce.edition.id,
      })
    }
    await enqueueJob(ctx, "follow-consents", { subject: subjectId })
  })
}
