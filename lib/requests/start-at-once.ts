import type { Ctx } from "@/lib/context"
import { enqueueJob } from "@/lib/notices/enqueue"
import type { InForce } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import { runsAlone } from "@/lib/requests/self-service"

/** Sends restrictions that wait for nobody to the worker, so that they hold from the moment of receipt (rules 14, 24). */
export async function startAtOnce(
  ctx: Ctx,
  inForce: Pick<InForce, "policy">,
  parts: readonly (Part | null)[],
): Promise<void> {
  for (const part of parts)
    if (part?.scope.right === "restriction" && runsAlone(inForce, part.scope))
      await enqueueJob(ctx, "run-self-service", { part: part.id })
}
