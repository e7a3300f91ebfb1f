import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan, type Planning, planOf } from "@/lib/fulfilment/plan"
import { splitEffects } from "@/lib/requests/effects"
import { isEffectScope, type PartScope } from "@/lib/requests/scope"
import { restrictedWhileOpen, splitStops, type WithdrawalScope } from "@/lib/requests/self-service"
import type { Asked } from "@/lib/requests/submit"

/** A scope with a plan that codes alone give: any but a correction, whose value is personal. */
export type CodedScope = Exclude<PartScope, { right: "rectification" }>

/** All that one letter asks: what waits for a decision, and beside it what runs at once. */
export type AskedAll = Asked & { besides: readonly Asked[] }

/**
 * Divides what a letter asks into parts, each with its own plan (rules 1, 14, 24): `plan` is that of the whole, as it
 * was shown. Throws SourceUnreachable when a source does not answer.
 */
export async function dividedAsked(
  planning: Planning,
  scope: CodedScope,
  plan: PlanDraft,
): Promise<AskedAll> {
  const { inForce } = planning
  if (scope.right === "withdrawal") {
    const { stops, rest } = splitStops(inForce, scope)
    return { ...shareOf(rest ?? scope, plan), besides: rest && stops ? [shareOf(stops, plan)] : [] }
  }
  const planned = async (part: CodedScope): Promise<Asked> => ({
    scope: part,
    plan: await computePlan(planning, part),
  })
  const restricted = restrictedWhileOpen(inForce, scope)
  if (restricted) return { scope, plan, besides: [await planned(restricted)] }
  if (!isEffectScope(scope)) return { scope, plan, besides: [] }
  const { scope: main, besides } = splitEffects(inForce, scope)
  if (besides.length === 0) return { scope, plan, besides: [] }
  return { ...(await planned(main)), besides: await Promise.all(besides.map(planned)) }
}

/** The share of a plan that is about these purposes and operations. */
function shareOf(scope: WithdrawalScope, { operations, gaps }: PlanDraft): Asked {
  const asked = new Map(scope.purposes.map((each) => [each.purpose, each.operations]))
  const mine = operations.filter(
    (line) =>
      line.purpose !== null && line.operations.every((code) => asked.get(line.purpose ?? "")?.includes(code)),
  )
  const open = gaps.filter(
    ({ wanted }) =>
      wanted.op === "stop" &&
      (wanted.operations ?? []).every((code) => asked.get(wanted.purpose)?.includes(code)),
  )
  return { scope, plan: planOf(mine, open) }
}
