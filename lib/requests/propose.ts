import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { isOpenEnded, withWords } from "@/lib/fulfilment/gaps"
import { computePlan, type Override, type Planning, type Scope } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { openPlan, storePlan } from "@/lib/fulfilment/store-plan"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import type { InForce } from "@/lib/policy/editions"
import { OperationCode } from "@/lib/policy/text-schema"
import { accessPart, openBeside, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { answerLetter, type Refusal } from "@/lib/requests/answer-letter"
import { keepGroundsFor, refuseGroundsFor } from "@/lib/requests/grounds"
import { keepDecisions, keepProposal } from "@/lib/requests/keep-proposal"
import { isLifted, restrictedByOthers } from "@/lib/requests/restricted-by"
import { isWithdrawn, type PartScope } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

export type OwnKeep = Override & { reason: string }
/** What becomes of a gap of the plan, named by `gapName`, in the officer's words. */
export type Settled = { on: string; words: string }
export type Proposal = {
  part: string
  version: number
  keeps: OwnKeep[]
  /** Needed where the sources cannot do by themselves all that was asked. */
  settled?: Settled[]
  refusal: Refusal | null
  explanation: string
}
export type Prepared = { planning: Planning; plan: PlanDraft }

/**
 * Computes the plan as the officer decides it: the same function as the person's own page, with the officer's keeps.
 * Throws Invalid beside a keep or refusal without ground or words, or a day that is past: none is stored so. NotAllowedNow
 * where a fact is unknown (`fact_unknown`) or nothing was said of what the sources cannot do (`gap_open`).
 */
export async function prepareProposal(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  input: Proposal,
): Promise<Prepared> {
  for (const [index, keep] of input.keeps.entries()) {
    if (!keep.ground) throw new Invalid({ [`keeps.${index}.ground`]: { code: "ground_required" } })
    if (!keep.reason.trim()) throw new Invalid({ [`keeps.${index}.reason`]: { code: "reason_required" } })
  }
  if (input.refusal && !input.refusal.ground)
    throw new Invalid({ refusalGround: { code: "ground_required" } })
  if (input.refusal && !input.refusal.reason.trim())
    throw new Invalid({ refusalReason: { code: "reason_required" } })
  const read = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const part = await accessPart(ctx, input.part, "request.propose", input.version)
    checkGrounds(await pinnedOf(ctx, part), part, input)
    checkDays(await pinnedOf(ctx, part), ctx.now, input.keeps)
    const ground = await planningGround(ctx, part.subjectId, await pinnedOf(ctx, part))
    return { part, ground, scope: await scopeOf(ctx, part) }
  })
  const planning = await planningNow(read.ground, house.sourcesOf(read.ground.inForce))
  if (input.refusal) return { planning, plan: { operations: [], gaps: [], hash: "00" } }
  const plan = await computePlan(planning, read.scope, input.keeps)
  if (plan.operations.some(({ sure }) => !sure)) throw new NotAllowedNow("fact_unknown")
  const words = new Map((input.settled ?? []).map((each) => [each.on, each.words.trim()]))
  const decided = { ...plan, gaps: withWords(plan.gaps, words) }
  if (isOpenEnded(decided)) throw new NotAllowedNow("gap_open")
  return { planning, plan: decided }
}

/** What an officer keeps ends on a day to come, by the organisation's calendar. */
function checkDays({ policy }: InForce, now: Date, keeps: readonly OwnKeep[]): void {
  const today = dayIn(now, policy.organisation.timezone)
  for (const [index, { untilOn }] of keeps.entries())
    if (untilOn && untilOn <= today) throw new Invalid({ [`keeps.${index}.until`]: { code: "day_past" } })
}

/** Only a coded ground that answers this right may keep or refuse, and an operation goes on only where its ground allows. */
function checkGrounds(inForce: InForce, part: Part, { keeps, refusal }: Proposal): void {
  for (const [index, { on, ground: code }] of keeps.entries()) {
    const operation = OperationCode.safeParse(on.split("/")[1]).data
    if (!keepGroundsFor(inForce, part.right, operation).some((each) => each.code === code))
      throw new Invalid({ [`keeps.${index}.ground`]: { code: "ground_required" } })
  }
  if (
    refusal &&
    !isWithdrawn(part) &&
    !refuseGroundsFor(inForce, part.right).some(({ code }) => code === refusal.ground)
  )
    throw new Invalid({ refusalGround: { code: "ground_required" } })
}

/** The scope to plan again; a correction's new value stands sealed in its first plan. */
export async function scopeOf(ctx: Ctx, part: Part): Promise<Scope> {
  const { scope } = part
  if (scope.right !== "rectification" && scope.right !== "restriction") return scope
  if (scope.right === "restriction") return restrictionOf(ctx, part, scope, await openPlan(ctx, part.id))
  // A later plan has no line for a value whose record is gone by then.
  const stored = await openPlan(ctx, part.id, "first")
  const wanted = [...(stored?.operations ?? []), ...(stored?.gaps ?? [])].find(
    (line) => line.wanted.op === "correct",
  )?.wanted
  if (wanted?.op !== "correct") throw new NotAllowedNow("nothing_to_correct")
  return {
    right: "rectification",
    category: wanted.category,
    field: wanted.field,
    value: wanted.value,
    ...(wanted.item ? { item: wanted.item } : {}),
  }
}

/** Once it is being lifted, a restriction is planned as lifted: of what its plan had, what nothing else restricts. */
async function restrictionOf(
  ctx: Ctx,
  part: Part,
  scope: Extract<PartScope, { right: "restriction" }>,
  stored: PlanDraft | null,
): Promise<Scope> {
  if (!(await isLifted(ctx, part.id))) return scope
  const others = await restrictedByOthers(ctx, part)
  const lines = [...(stored?.operations ?? []), ...(stored?.gaps ?? [])]
  const planned = lines.flatMap(({ wanted }) => (wanted.op === "unrestrict" ? [wanted.category] : []))
  const categories = [...new Set(planned)].filter((code) => !others.has(code))
  return { right: "restriction", lift: true, categories }
}

/**
 * Proposes a decision: plan, decision rows with code, law and words, and the letter generated from them, for an approver
 * who wrote no version of it. A withdrawal is never refused (rule 2); no erasure goes on beside another open part on
 * the same data (rule 10).
 */
export async function proposeDecision(
  ctx: Ctx<StaffActor>,
  input: Proposal,
  { planning, plan }: Prepared,
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.propose", input.version)
  if (part.appealOf) throw new NotAllowedNow("answered_in_words")
  if (input.refusal && isWithdrawn(part)) throw new NotAllowedNow("withdrawal_never_refused")
  if ((await openBeside(ctx, part)) > 0) throw new NotAllowedNow("another_open")
  const kind = input.refusal ? "refuse" : "fulfil"
  const planId = input.refusal ? null : await storePlan(ctx, part, plan)
  const name = await requesterName(ctx, part)
  const letter = answerLetter(planning.inForce, part, {
    name,
    plan,
    refusal: input.refusal,
    explanation: input.explanation,
    by: [ctx.actor.unit],
    appUrl: ctx.appUrl,
  })
  const id = await keepProposal(ctx, part, kind, planId, letter)
  await keepDecisions(ctx, planning, part, id, input, plan)
  await record(ctx, "part.proposed", { subjectId: part.subjectId, object: id, payload: { kind } })
  // While proof is awaited, what may be proposed is that it did not suffice.
  const event = part.status === "verifying" && input.refusal ? "reject_proof" : "propose"
  return movePart(ctx, part, event, { proposalKind: kind })
}
