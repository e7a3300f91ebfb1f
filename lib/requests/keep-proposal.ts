import { randomUUID } from "node:crypto"
import { desc, eq } from "drizzle-orm"
import { decisions, proposals } from "@/db/schema/decisions"
import type { Ctx, StaffActor } from "@/lib/context"
import { actOfLine, toldLines } from "@/lib/fulfilment/decision-of"
import type { Gap, PlanDraft } from "@/lib/fulfilment/draft"
import type { Planning } from "@/lib/fulfilment/plan"
import type { Letter } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { citationsText, ground } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { putToAtOnce } from "@/lib/requests/approvers"
import type { ProposalKind } from "@/lib/requests/machine"
import type { Proposal } from "@/lib/requests/propose"
import { tellPutTo } from "@/lib/requests/tell-colleague"
import { groupBy } from "@/lib/sources/group"

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

/** Stores a decision per item, with code, law and words for each keep and refusal. */
export async function keepDecisions(
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
