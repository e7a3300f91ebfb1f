import { randomUUID } from "node:crypto"
import { desc, eq } from "drizzle-orm"
import { decisions, proposals } from "@/db/schema/decisions"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { actOfLine, toldLines } from "@/lib/fulfilment/decision-of"
import type { Gap, PlanDraft } from "@/lib/fulfilment/draft"
import { isOpenEnded, withWords } from "@/lib/fulfilment/gaps"
import { computePlan, type Override, type Planning, type Scope } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { openPlan, storePlan } from "@/lib/fulfilment/store-plan"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import type { Letter } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { citationsText, ground } from "@/lib/policy/lookup"
import { OperationCode } from "@/lib/policy/text-schema"
import { accessPart, openBeside, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { answerLetter, type Refusal } from "@/lib/requests/answer-letter"
import { putToAtOnce } from "@/lib/requests/approvers"
import { keepGroundsFor, refuseGroundsFor } from "@/lib/requests/grounds"
import type { ProposalKind } from "@/lib/requests/machine"
import { isLifted, restrictedByOthers } from "@/lib/requests/restricted-by"
import { isWithdrawn, type PartScope } from "@/lib/requests/scope"
import { tellPutTo } from "@/lib/requests/tell-colleague"
import { movePart } from "@/lib/requests/transition"
import { groupBy } from "@/lib/sources/group"

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
 * Throws Invalid beside a keep or refusal without ground or words: none can be stored so, in any layer. NotAllowedNow
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

/** The law and the clause a ground cites, as a decision stores them. */
export const lawOf = (inForce: InForce, code: string, language: Part["language"]): string =>
  citationsText(inForce.profile, ground(inForce, code).cites, language)

/**
 * Stores a proposal as the part's next version, with the letter that goes out when it is approved. Where the organisation
 * has no other approver, it is put to the one it named from outside.
 */
export async function keepProposal(
  ctx: Ctx<StaffActor>,
  part: Part,
  kind: ProposalKind,
  planId: string | null,
  letter: Letter,
): Promise<string> {
  const last = await ctx.db
    .select({ version: proposals.version })
    .from(proposals)
    .where(eq(proposals.partId, part.id))
    .orderBy(desc(proposals.version))
    .limit(1)
  const id = randomUUID()
  const putTo = await putToAtOnce(ctx, part.id)
  await ctx.db.insert(proposals).values({
    id,
    partId: part.id,
    subjectId: part.subjectId,
    version: (last[0]?.version ?? 0) + 1,
    kind,
    planId,
    authorId: ctx.actor.accountId,
    putTo,
    letter: await ctx.vault.seal(
      { id: part.subjectId, purpose: "case" },
      `proposals.letter|${id}`,
      JSON.stringify(letter),
    ),
    at: ctx.now,
  })
  if (putTo) await tellPutTo(ctx, putTo, part.number)
  return id
}

async function keepDecisions(
  ctx: Ctx,
  { inForce }: Planning,
  part: Part,
  proposalId: string,
  input: Proposal,
  plan: PlanDraft,
): Promise<void> {
  const seal = (id: string, text: string) =>
    ctx.vault.seal({ id: part.subjectId, purpose: "case" }, `decisions.reason|${id}`, text)
  const row = async (
    item: string,
    outcome: string,
    code: string | null,
    reason: string,
    end?: { untilOn: string | null; untilFact: string | null },
  ) => {
    const id = randomUUID()
    const grounded = code
      ? { ground: code, law: lawOf(inForce, code, part.language), reason: await seal(id, reason) }
      : {}
    return {
      id,
      proposalId,
      partId: part.id,
      subjectId: part.subjectId,
      item,
      outcome,
      ...grounded,
      ...(end ?? {}),
    }
  }
  const { refusal } = input
  if (refusal) {
    await ctx.db.insert(decisions).values(await row("*", "refuse", refusal.ground, refusal.reason))
    return
  }
  const told = toldLines(plan.operations).filter(
    (line) => line.operation !== "restrict" && (line.ground !== null || isDone(line)),
  )
  const rows = [...groupBy(told, itemOf)].map(([item, lines]) => {
    const own = input.keeps.find(({ on }) => on === item)
    const kept = lines.findLast((line) => line.ground)
    const outcome = kept ? (lines.some(isDone) ? "partly" : "keep") : "do"
    const words = own?.reason ?? (kept?.ground ? ground(inForce, kept.ground).description[part.language] : "")
    const end = { untilOn: kept?.untilOn ?? null, untilFact: kept?.untilFact ?? null }
    return row(item, outcome, kept?.ground ?? null, words, end)
  })
  const gaps = plan.gaps.map(async (gap) => {
    const made = await row(itemOfGap(gap), "do", null, "")
    return { ...made, reason: await seal(made.id, gap.words ?? "") }
  })
  const all = await Promise.all([...rows, ...gaps])
  if (all.length > 0) await ctx.db.insert(decisions).values(all)
}

const itemOfGap = ({ wanted }: Gap): string =>
  "category" in wanted
    ? wanted.category
    : (wanted.operations ?? []).map((operation) => `${wanted.purpose}/${operation}`).join(",")

/** Whether a line does what was asked, of all or a part of its item. */
const isDone = (line: PlanDraft["operations"][number]) => line.ground === null && actOfLine(line) !== null

const itemOf = (line: PlanDraft["operations"][number]) =>
  line.purpose ? line.operations.map((operation) => `${line.purpose}/${operation}`).join(",") : line.category
