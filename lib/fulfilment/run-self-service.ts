import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { accessPart, pinnedOf } from "@/lib/requests/access"
import { runsAlone } from "@/lib/requests/self-service"
import { movePart } from "@/lib/requests/transition"

/** Lets through what the policy lets the person do alone: *stop* purposes, free corrections and copies go straight to work. */
export async function runSelfService(house: OpenHouse, partId: string): Promise<void> {
  await asWorker(house, "run-self-service", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    // A copy that somebody must hand over waits for them, and so does all that is decided, whoever sent it here.
    if (part.status !== "received" || !runsAlone(await pinnedOf(ctx, part), part.scope)) return
    await movePart(ctx, part, "run")
    await enqueueJob(ctx, "fulfil", { part: partId }, `fulfil:${partId}`)
  })
}
