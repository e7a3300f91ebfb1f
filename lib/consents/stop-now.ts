import { recordConsent } from "@/lib/consents/record-consent"
import type { Ctx, SubjectActor } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import type { Part } from "@/lib/requests/access"
import type { WithdrawalScope } from "@/lib/requests/self-service"

/**
 * Writes that consent to these operations has ended, now, and enqueues the work that ends them in the sources. `method`:
 * by a button, or by a signed letter. What was withdrawn here is revived by a new consent alone (rule 5).
 */
export async function stopNow(
  ctx: Ctx<SubjectActor>,
  part: Part,
  scope: WithdrawalScope,
  method: "ticked" | "signed",
): Promise<void> {
  for (const { purpose, operations } of scope.purposes) {
    await recordConsent(ctx, {
      subjectId: part.subjectId,
      purpose,
      operations,
      event: "withdrawn",
      method,
      editionId: part.editionId,
      language: ctx.actor.locale,
      partId: part.id,
    })
    await record(ctx, "consent.withdrawn", {
      subjectId: part.subjectId,
      object: part.id,
      payload: { purpose, operations },
    })
  }
  await enqueueJob(ctx, "run-self-service", { part: part.id })
}
