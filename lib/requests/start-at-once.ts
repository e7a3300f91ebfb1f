import type { Ctx } from "@/lib/context"
import { enqueueJob } from "@/lib/notices/enqueue"
import type { InForce } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import { isReading } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"

/**
 * Sends what waits for nobody to the worker: restrictions, which hold from the moment of receipt (rules 14, 24), and
 * copies of what is held.
 */
export async function startAtOnce(
  ctx: Ctx,
  inForce: Pick<InForce, "policy">,
  parts: readonly (Part | null)[],
): Promise<void> {
  for (const part of parts)
    if (part && (part.right === "restriction" || isReading(part.scope)) && runsAlone(inForce, part.scope))
      await enqueueJob(ctx, "run-self-service", { part: part.id })
}
