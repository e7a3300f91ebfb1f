import { and, eq, gte, isNull } from "drizzle-orm"
import { sourceIdentities } from "@/db/schema/people"
import { asWorker, type Ctx } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import { right } from "@/lib/policy/lookup"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"

/** The level at which an officer looked at who it is; signing up with what the sources know proves less. */
export const SEEN_BY_OFFICER = 3

/** Whether an officer made sure before who this person is: nobody is asked twice. */
async function isSeen(ctx: Ctx, subjectId: string): Promise<boolean> {
  const { id, proofLevel, until } = sourceIdentities
  const rows = await ctx.db
    .select({ id })
    .from(sourceIdentities)
    .where(and(eq(sourceIdentities.subjectId, subjectId), isNull(until), gte(proofLevel, SEEN_BY_OFFICER)))
    .limit(1)
  return rows.length > 0
}

/**
 * Whether the policy wants more proof for this right than being signed in gives. What staff entered, they saw themselves;
 * a contact person proves the number by its code, and what is held about a number needs nothing more.
 */
export async function needsProof(
  ctx: Ctx,
  { policy }: Pick<InForce, "policy">,
  part: Part,
): Promise<boolean> {
  if (
    part.channel !== "cabinet" ||
    part.askedBy === "contact_person" ||
    right(policy, part.right).proof !== "identity"
  )
    return false
  return !(await isSeen(ctx, part.subjectId))
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
