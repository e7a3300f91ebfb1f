import { asWorker } from "@/lib/context"
import { stallIn } from "@/lib/fulfilment/stall"
import type { OpenHouse } from "@/lib/house"
import { log } from "@/lib/log"
import { tellStaff } from "@/lib/people/tell-staff"
import { accessPart, type Part } from "@/lib/requests/access"

/**
 * Carries out nothing of a part that this deployment did not open, or that asks something else by now: it stalls, and the
 * auditors are told. Whoever resumes it without an answer to how it came there has it stall again.
 */
export async function refuseForged(house: OpenHouse, { id, number }: Part): Promise<void> {
  await asWorker(house, "fulfil", { part: id }, async (ctx) => {
    const part = await accessPart(ctx, id, null)
    if (part.status !== "fulfilling") return
    await stallIn(ctx, part, "Forged")
    await tellStaff(ctx, "auditor", "forged_part", `/admin/requests/${number}`)
  })
  log("forged_part", { ref: id })
}
