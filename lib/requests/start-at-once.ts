import { stopNow } from "@/lib/consents/stop-now"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { enqueueJob } from "@/lib/notices/enqueue"
import type { InForce } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import { stoppedIn } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"

/**
 * Sends what waits for nobody to the worker, so that it holds from the moment of receipt: restrictions, what one button
 * stops, effects the policy lets the person have alone (rules 1, 3, 14, 24), and copies of what is held. `method`: how
 * consent was taken back.
 */
export async function startAtOnce(
  ctx: Ctx<SubjectActor | StaffActor>,
  inForce: Pick<InForce, "policy">,
  parts: readonly Part[],
  method: Parameters<typeof stopNow>[3],
): Promise<void> {
  for (const part of parts) {
    if (!runsAlone(inForce, part.scope)) continue
    const stops = stoppedIn(part.scope)
    if (stops.length > 0) await stopNow(ctx, part, stops, method)
    else await enqueueJob(ctx, "run-self-service", { part: part.id })
  }
}
