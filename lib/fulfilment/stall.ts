import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { accessPart } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"

/** Says on the part that its work failed beyond retries, with the cause in a word staff see; a button resumes it. */
export async function stallPart(house: OpenHouse, partId: string, cause: string): Promise<void> {
  await asWorker(house, "stall", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status === "fulfilling")
      await movePart(ctx, part, "stall", { set: { stallCause: cause }, note: cause })
  })
}
