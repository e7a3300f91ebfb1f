import { and, desc, eq } from "drizzle-orm"
import { approvals, decisions, proposals } from "@/db/schema/decisions"
import { planOperations } from "@/db/schema/fulfilment"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { isForRounds, lookNow } from "@/lib/fulfilment/held-up"
import { record } from "@/lib/ledger/record"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { accessPart, openBeside, openHolds, type Part } from "@/lib/requests/access"
import { closeAppeal } from "@/lib/requests/close-appeal"
import { recordDisclosure } from "@/lib/requests/disclosures"
import { enqueueLift } from "@/lib/requests/lift-answered"
import type { ProposalKind } from "@/lib/requests/machine"
import { isEffectScope } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

type Seen = { part: string; version: number }
type Open = {
  id: string
  kind: ProposalKind
  planId: string | null
  authorId: string
  letter: Letter
  authors: string[]
}

/** The newest proposal of a part, opened, with everybody who wrote a version of it. */
export async function openProposal(ctx: Ctx, part: Pick<Part, "id" | "subjectId">): Promise<Open | null> {
  const rows = await ctx.db
    .select({
      id: proposals.id,
      kind: proposals.kind,
      planId: proposals.planId,
      authorId: proposals.authorId,
      letter: proposals.letter,
    })
    .from(proposals)
    .where(eq(proposals.partId, part.id))
    .orderBy(desc(proposals.version))
  const newest = rows[0]
  if (!newest) return null
  const plain = await ctx.vault.open(
    { id: part.subjectId, purpose: "case" },
    `proposals.letter|${newest.id}`,
    newest.letter,
  )
  return {
    ...newest,
    kind: newest.kind as ProposalKind,
    letter: JSON.parse(plain.toString()) as Letter,
    authors: rows.map(({ authorId }) => authorId),
  }
}

/**
 * The second pair of eyes takes the proposal as it is: the letter goes out, and the plan is carried out or the part is
 * refused. Throws Forbidden for somebody who wrote a version of it (the database refuses them too), NotAllowedNow where
 * a hold came since.
 */
export async function approveProposal(ctx: Ctx<StaffActor>, input: Seen): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.approve", input.version)
  const proposal = part.status === "proposed" ? await openProposal(ctx, part) : null
  if (!proposal) throw new NotAllowedNow()
  if (proposal.authors.includes(ctx.actor.accountId)) throw new Forbidden("own_proposal")
  if ((await openBeside(ctx, part)) > 0) throw new NotAllowedNow("another_open")
  if (await isHeldSince(ctx, part, proposal.planId)) throw new NotAllowedNow("held_since")
  await ctx.db.insert(approvals).values({
    proposalId: proposal.id,
    partId: part.id,
    subjectId: part.subjectId,
    approverId: ctx.actor.accountId,
    at: ctx.now,
  })
  await record(ctx, "part.approved", { subjectId: part.subjectId, object: proposal.id })
  if (proposal.kind === "reply") return closeAppeal(ctx, part, proposal)
  const refused = proposal.kind === "refuse"
  if (!refused && part.right === "authority_request") await recordDisclosure(ctx, part, proposal.id)
  const ground = refused ? await refusalGround(ctx, proposal.id) : null
  const moved = await movePart(ctx, part, "approve", {
    proposalKind: proposal.kind,
    ...(ground ? { set: { ground, outcome: "refused" } } : {}),
  })
  await sendAnswer(ctx, part, proposal.letter)
  // What went beside it from the moment of receipt ends with a refusal.
  if (refused && isEffectScope(part.scope)) await enqueueLift(ctx, part)
  if (!refused) await enqueueJob(ctx, "fulfil", { part: part.id }, `fulfil:${part.id}`)
  return moved
}

/** Whether a hold stands on something the plan erases: it was set after the plan was made, and the letter is not true any more. */
async function isHeldSince(ctx: Ctx, part: Part, planId: string | null): Promise<boolean> {
  if (!planId) return false
  const erased = await ctx.db
    .selectDistinct({ category: planOperations.category })
    .from(planOperations)
    .where(
      and(
        eq(planOperations.planId, planId),
        eq(planOperations.operation, "erase"),
        eq(planOperations.phase, "now"),
      ),
    )
  const categories = erased.map(({ category }) => category)
  return categories.length > 0 && (await openHolds(ctx, part, categories)).length > 0
}

async function refusalGround(ctx: Ctx, proposalId: string): Promise<string> {
  const rows = await ctx.db
    .select({ ground: decisions.ground })
    .from(decisions)
    .where(eq(decisions.proposalId, proposalId))
    .limit(1)
  if (!rows[0]?.ground) throw new NotAllowedNow("ground_required")
  return rows[0].ground
}

/** The decision letter, in the cabinet at once, and word of it by every contact. */
async function sendAnswer(ctx: Ctx, part: Part, letter: Letter): Promise<void> {
  const { subjectId, requestId, id: partId, editionId, number, language } = part
  await keepLetter(ctx, {
    subjectId,
    requestId,
    partId,
    kind: "decision",
    letter,
    registration: number,
    editionId,
  })
  await tell(ctx, { subjectId, language }, "answered", { number, path: `/cabinet/requests/${number}` })
}

/** Sends a proposal back to its author with a reason. */
export async function sendBack(ctx: Ctx<StaffActor>, input: Seen & { reason: string }): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.send_back", input.version)
  const note = input.reason.trim()
  if (!note) throw new Invalid({ reason: { code: "reason_required" } })
  return movePart(ctx, part, "send_back", { note })
}

/** The author takes their own proposal back. */
export async function retractProposal(ctx: Ctx<StaffActor>, input: Seen): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.retract", input.version)
  const proposal = await openProposal(ctx, part)
  if (proposal?.authorId !== ctx.actor.accountId) throw new Forbidden("not_your_proposal")
  return movePart(ctx, part, "retract")
}

/** Tries a stalled part again, or at once what a round could not do for one nobody works on. Throws NotAllowedNow. */
export async function resumeFulfilment(ctx: Ctx<StaffActor>, input: Seen): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.resume", input.version)
  if (isForRounds(part.status)) {
    if (!(await lookNow(ctx, part))) throw new NotAllowedNow()
    return part
  }
  const moved = await movePart(ctx, part, "resume", { set: { stallCause: null, nextTryAt: null } })
  await enqueueJob(ctx, "fulfil", { part: part.id }, `fulfil:${part.id}`)
  return moved
}
