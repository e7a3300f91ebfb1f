import { recordConsent } from "@/lib/consents/record-consent"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { enqueueJob } from "@/lib/notices/enqueue"
import type { Part } from "@/lib/requests/access"
import type { WithdrawalScope } from "@/lib/requests/self-service"

/**
 * Writes that consent to these operations has ended, now, and enqueues the work that ends them in the sources. `method`:
 * by a button, by a signed letter, or
 * said otherwise and registered by staff. What was withdrawn here is revived by a new consent alone (rule 5).
 */
export async function stopNow(
  ctx: Ctx<SubjectActor | StaffActor>,
  part: Part,
  stops: readonly WithdrawalScope["purposes"][number][],
  method: "ticked" | "signed" | "registered",
): Promise<void> {
  for (const { purpose, operations } of stops) {
    await recordConsent(ctx, {
      subjectId: part.subjectId,
      purpose,
      operations,
      event: "withdrawn",
      method,
      editionId: part.editionId,
      language: part.language,
      partId: part.id,
    })
  }
  await enqueueJob(ctx, "follow-consents", { subject: part.subjectId })
  await enqueueJob(ctx, "run-self-service", { part: part.id })
}
