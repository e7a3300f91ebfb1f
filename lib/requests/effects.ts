import { offeredRight, right } from "@/lib/policy/lookup"
import type { Effects, Right } from "@/lib/policy/rights-schema"
import type { Policy } from "@/lib/policy/schema"
import {
  type EffectRight,
  type EffectScope,
  isEffectRight,
  isEffectScope,
  type PartScope,
} from "@/lib/requests/scope"
import { type RestrictionScope, splitStops, type WithdrawalScope } from "@/lib/requests/self-service"

type Underlying = { policy: Policy }

/** A right whose effects the policy knows beforehand. `canTakeBack`: a mark the person may take off again. */
export type EffectForm = { code: EffectRight; right: Right; effects: Effects; canTakeBack: boolean }

/** What the policy in force lets a person ask for under this code, without choosing anything; null where it does not. */
export function effectForm({ policy }: Underlying, code: string): EffectForm | null {
  if (!isEffectRight(code)) return null
  const right = offeredRight(policy, code)
  if (right?.kind !== "operation" || !right.effects) return null
  const { effects } = right
  return { code, right, effects, canTakeBack: effects.sets?.some(({ back }) => back !== undefined) ?? false }
}

/** What a part under this right would change by the policy; `back`: what taking it back would. */
export function effectScope(
  { policy }: Underlying,
  { code, effects }: EffectForm,
  back: boolean,
): EffectScope {
  const sets = effects.sets ?? []
  if (back) {
    const undone = sets.flatMap(({ category, field, back: value }) =>
      value === undefined ? [] : [{ category, field, value }],
    )
    return { right: code, sets: undone, stops: [], restricts: [], erases: [], back: true }
  }
  const categories = (some: Effects["erases"]) =>
    some === "all" ? policy.categories.map((each) => each.code) : (some ?? [])
  return {
    right: code,
    sets: sets.map(({ category, field, value }) => ({ category, field, value })),
    stops: stopped(policy, effects.stops),
    restricts: categories(effects.restricts),
    erases: categories(effects.erases),
    ...(effects.reviewed ? { reviewed: effects.reviewed } : {}),
  }
}

const stopped = ({ purposes }: Policy, some: Effects["stops"]): EffectScope["stops"] =>
  purposes
    .filter(({ code, withdrawable }) => (some === "all" ? withdrawable : some?.includes(code)))
    .map(({ code, operations }) => ({ purpose: code, operations: operations.map((each) => each.code) }))

/**
 * A part with effects as what waits for a decision and what goes beside it at once, where the policy says so: what one
 * button stops, and the restriction that holds while the part is open.
 */
export function splitEffects(
  { policy }: Underlying,
  scope: EffectScope,
): { scope: EffectScope; besides: (WithdrawalScope | RestrictionScope)[] } {
  const { atOnce, selfService } = right(policy, scope.right)
  if (!atOnce || selfService) return { scope, besides: [] }
  const { stops, rest } = splitStops({ policy }, { right: "withdrawal", purposes: scope.stops })
  const restriction: RestrictionScope[] =
    atOnce === "restrict" && scope.restricts.length > 0
      ? [{ right: "restriction", categories: scope.restricts }]
      : []
  return {
    scope: { ...scope, stops: rest?.purposes ?? [] },
    besides: [...(stops ? [stops] : []), ...restriction],
  }
}

/** The grounds on which something of a part goes on or stays; null where any of them may (a right without effects). */
export const keepersOf = ({ policy }: Underlying, scope: PartScope): readonly string[] | null =>
  isEffectScope(scope) ? right(policy, scope.right).continuesWhile : null
