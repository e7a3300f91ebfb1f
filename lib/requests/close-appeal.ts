import { eq } from "drizzle-orm"
import { decisions } from "@/db/schema/decisions"
import type { Ctx, StaffActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { planOf } from "@/lib/fulfilment/plan"
import { openPlan } from "@/lib/fulfilment/store-plan"
import { Erased } from "@/lib/keys/vault"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { inForce as inForceNow, pinned } from "@/lib/policy/editions"
import { accessPart, type Part } from "@/lib/requests/access"
import type { AppealOutcome } from "@/lib/requests/appeal-outcomes"
import type { Status } from "@/lib/requests/machine"
import { runsAlone } from "@/lib/requests/self-service"
import { openPart } from "@/lib/requests/submit"
import { movePart } from "@/lib/requests/transition"

const OUTCOMES: Readonly<Record<string, AppealOutcome>> = {
  do: "overturned",
  partly: "partly_overturned",
  refuse: "confirmed",
}

/**
 * Answers an appeal as it was approved: letter, outcome with its ground, history and notice. What the decision is
 * overturned of is opened anew beside the appeal, as a part of the original right over the same scope; the original
 * stays closed.
 */
export async function closeAppeal(
  ctx: Ctx<StaffActor>,
  part: Part,
  proposal: { id: string; letter: Letter },
): Promise<Part> {
  const { outcome, ground } = await decided(ctx, proposal.id)
  const { subjectId, requestId, id: partId, editionId, number, language } = part
  // Before the part is closed: the database closes none without its letter.
  await keepLetter(ctx, {
    ...{ subjectId, requestId, partId, editionId, letter: proposal.letter },
    kind: "answer",
    registration: number,
  })
  const moved = await movePart(ctx, part, "approve", { proposalKind: "reply", set: { outcome, ground } })
  if (outcome !== "confirmed") await openAnew(ctx, part)
  await tell(ctx, { subjectId, language }, "answered", { number, path: `/cabinet/requests/${number}` })
  return moved
}

async function decided(
  ctx: Ctx,
  proposalId: string,
): Promise<{ outcome: AppealOutcome; ground: string | null }> {
  const rows = await ctx.db
    .select({ outcome: decisions.outcome, ground: decisions.ground })
    .from(decisions)
    .where(eq(decisions.proposalId, proposalId))
  const outcome = OUTCOMES[rows[0]?.outcome ?? ""]
  if (!outcome) throw new NotAllowedNow()
  return { outcome, ground: rows[0]?.ground ?? null }
}

const ENDED: readonly Status[] = ["refused", "fulfilled", "lapsed", "deferred"]

/**
 * The original right over the same scope, decided anew under the edition it was asked under, its term from today. What
 * is still open goes on by itself, and what is answered in words was answered by the letter.
 */
async function openAnew(ctx: Ctx<StaffActor>, appeal: Part): Promise<void> {
  if (!appeal.appealOf) throw new NotAllowedNow()
  const original = await accessPart(ctx, appeal.appealOf, null)
  if (original.kind === "answer" || !ENDED.includes(original.status)) return
  const { dataMapId, calendarId } = await inForceNow(ctx.db)
  const inForce = await pinned(ctx.db, { ...original, dataMapId, calendarId })
  const { requestId: id, number, subjectId, language, nameCell } = appeal
  const request = { id, number, subjectId, language, nameCell, receivedAt: ctx.now }
  const asked = { scope: original.scope, plan: await askedPlan(ctx, original) }
  const part = await openPart(ctx, inForce, request, asked)
  if (runsAlone(inForce, part.scope)) await enqueueJob(ctx, "run-self-service", { part: part.id })
}

/** The plan as it was: it names what a correction writes. None, once the person's data key was destroyed. */
async function askedPlan(ctx: Ctx, original: Part) {
  try {
    const stored = await openPlan(ctx, original.id)
    return planOf(stored?.operations ?? [], stored?.gaps ?? [])
  } catch (error) {
    if (error instanceof Erased) return planOf([])
    throw error
  }
}
