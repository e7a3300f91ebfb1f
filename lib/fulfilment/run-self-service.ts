import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { accessPart } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"

/** Lets through what the policy lets the person do alone: *stop* purposes and free corrections go straight to work. */
export async function runSelfService(house: OpenHouse, partId: string): Promise<void> {
  await asWorker(house, "run-self-service", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "received") return
    await movePart(ctx, part, "run")
    await enqueueJob(ctx, "fulfil", { part: partId }, `fulfil:${partId}`)
  })
}
