import { randomUUID } from "node:crypto"
import { desc, eq } from "drizzle-orm"
import { approvals, decisions, proposals } from "@/db/schema/decisions"
import type { Ctx, StaffActor } from "@/lib/context"
import { addDays, type Day, startOfDay } from "@/lib/deadlines/day"
import { dueDate } from "@/lib/deadlines/due-date"
import { liftNoticeTerm } from "@/lib/deadlines/from-policy"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { multiline } from "@/lib/letters/clean"
import { liftNoticeLetter, releaseLetter } from "@/lib/letters/clock-letters"
import type { Letter } from "@/lib/letters/letter"
import { accessPart, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { letterhead } from "@/lib/requests/answer-letter"
import { openProposal } from "@/lib/requests/approve"
import { countingOf } from "@/lib/requests/clock"
import { isLiftable, isLifted } from "@/lib/requests/restricted-by"

/** What an officer moves and another person agrees to, while the part stays where it is. */
export const motions = ["release", "lift"] as const
export type Motion = (typeof motions)[number]
export const isMotion = (kind: string): kind is Motion => motions.some((each) => each === kind)

type Moved = { part: string; version: number; kind: Motion; reason: string }

/** Throws NotAllowedNow where there is nothing of this kind to move: nothing waits for a fact, no restriction is in force. */
export async function checkMovable(ctx: Ctx, part: Part, kind: Motion): Promise<void> {
  const waits = part.status === "deferred" && part.deferredFact !== null
  if (kind === "release" ? !waits : !isLiftable(part) || part.liftAt || (await isLifted(ctx, part.id)))
    throw new NotAllowedNow()
}

/** The first day on which a restriction may end when the person is told now, and the moment it does. */
export async function liftDay(ctx: Ctx, part: Part): Promise<{ on: Day; at: Date }> {
  const inForce = await pinnedOf(ctx, part)
  const counting = countingOf(inForce)
  const { dueOn } = dueDate({ ...counting, term: liftNoticeTerm(inForce.profile), receivedAt: ctx.now })
  const on = addDays(dueOn, 1)
  return { on, at: startOfDay(on, counting.calendar.zone) }
}

/** The letter to the person: the evidence of the fact, or why and from which day the restriction ends. */
export async function motionLetter(
  ctx: Ctx<StaffActor>,
  part: Part,
  kind: Motion,
  reason: string,
): Promise<Letter> {
  const inForce = await pinnedOf(ctx, part)
  const name = await requesterName(ctx, part)
  const head = letterhead(inForce, part, { name, by: [ctx.actor.unit], appUrl: ctx.appUrl })
  if (kind === "release") return releaseLetter({ ...head, evidence: reason })
  return liftNoticeLetter({ ...head, reason, on: (await liftDay(ctx, part)).on })
}

/**
 * An officer moves that what waits be done before its source says the fact, with the evidence of it, or that a
 * restriction end, with the reason: for somebody else to agree to. Throws Invalid without words, NotAllowedNow where
 * there is nothing to move.
 */
export async function proposeMotion(ctx: Ctx<StaffActor>, input: Moved): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.move", input.version)
  await checkMovable(ctx, part, input.kind)
  const reason = multiline(input.reason)
  if (!reason) throw new Invalid({ [input.kind]: { code: "reason_required" } })
  const letter = await motionLetter(ctx, part, input.kind, reason)
  const { id: partId, subjectId } = part
  const last = await ctx.db
    .select({ version: proposals.version })
    .from(proposals)
    .where(eq(proposals.partId, partId))
    .orderBy(desc(proposals.version))
    .limit(1)
  const [id, decisionId] = [randomUUID(), randomUUID()]
  const seal = (place: string, plain: string) =>
    ctx.vault.seal({ id: subjectId, purpose: "case" }, place, plain)
  await ctx.db.insert(proposals).values({
    ...{ id, partId, subjectId, kind: input.kind, planId: null, at: ctx.now },
    version: (last[0]?.version ?? 0) + 1,
    authorId: ctx.actor.accountId,
    letter: await seal(`proposals.letter|${id}`, JSON.stringify(letter)),
  })
  await ctx.db.insert(decisions).values({
    ...{ id: decisionId, proposalId: id, partId, subjectId, item: "*", outcome: "do" },
    reason: await seal(`decisions.reason|${decisionId}`, reason),
  })
  await record(ctx, "part.proposed", { subjectId, object: id, payload: { kind: input.kind } })
  return part
}

export type OpenMotion = { id: string; kind: Motion; authors: string[]; reason: string }

/** The motion that awaits agreement, opened; null when there is none. */
export async function openMotion(ctx: Ctx, part: Pick<Part, "id" | "subjectId">): Promise<OpenMotion | null> {
  const newest = await openProposal(ctx, part)
  if (!newest || !isMotion(newest.kind)) return null
  const given = await ctx.db
    .select({ id: approvals.id })
    .from(approvals)
    .where(eq(approvals.proposalId, newest.id))
  const [row] = await ctx.db
    .select({ id: decisions.id, reason: decisions.reason })
    .from(decisions)
    .where(eq(decisions.proposalId, newest.id))
  if (given.length > 0 || !row?.reason) return null
  const owner = { id: part.subjectId, purpose: "case" } as const
  const reason = (await ctx.vault.open(owner, `decisions.reason|${row.id}`, row.reason)).toString()
  return { id: newest.id, kind: newest.kind, authors: newest.authors, reason }
}
