import { eq } from "drizzle-orm"
import { requests } from "@/db/schema/requests"
import { asWorker, type Ctx } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { heldUntil } from "@/lib/people/cooling"
import { askedLevel, CONTACT, isSeen } from "@/lib/people/proof"
import type { InForce } from "@/lib/policy/editions"
import { right } from "@/lib/policy/lookup"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"

/**
 * Whether the policy wants more proof for this right than whoever asked had given. What staff entered, they saw themselves;
 * a contact person proves the number by its code, and what is held about a number needs nothing more.
 */
export async function needsProof(
  ctx: Ctx,
  { policy }: Pick<InForce, "policy">,
  part: Part,
): Promise<boolean> {
  if (part.channel !== "cabinet" || part.askedBy === "contact_person") return false
  const asked = askedLevel(right(policy, part.right))
  const [row] = await ctx.db
    .select({ proven: requests.proofLevel, by: requests.requesterId })
    .from(requests)
    .where(eq(requests.id, part.requestId))
  if (asked <= (row?.proven ?? CONTACT)) return false
  const isHeld = row?.by ? (await heldUntil(ctx, row.by)) !== null : false
  return isHeld || !(await isSeen(ctx, part.subjectId))
}

/** Lets the worker ask for proof right after the request is registered, where the policy wants it for this right. */
export async function askProofAtOnce(ctx: Ctx, inForce: InForce, part: Part): Promise<void> {
  if (await needsProof(ctx, inForce, part))
    await enqueueJob(ctx, "ask-proof", { part: part.id }, `ask-proof:${part.id}`)
}

/** Asks for proof of who it is, as the policy wants for the right. Nothing happens where somebody moved the part since. */
export async function askProofOf(house: OpenHouse, partId: string): Promise<void> {
  await asWorker(house, "ask-proof", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "received" || !(await needsProof(ctx, await pinnedOf(ctx, part), part))) return
    await movePart(ctx, part, "ask_proof", { note: "policy" })
    await tell(ctx, part, "proof", { number: part.number, path: `/cabinet/requests/${part.number}` })
  })
}
