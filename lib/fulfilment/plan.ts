import { accountLines } from "@/lib/fulfilment/account-lines"
import { planUndoubted } from "@/lib/fulfilment/doubt"
import type { DraftOperation, Gap, PlanDraft } from "@/lib/fulfilment/draft"
import { gapsIn } from "@/lib/fulfilment/gaps"
import {
  among,
  type Keeping,
  type Known,
  keepingCategory,
  keepingOperation,
  longest,
} from "@/lib/fulfilment/keeping"
import { fromPlanned, type Line, waiting } from "@/lib/fulfilment/lines"
import { hashOf } from "@/lib/fulfilment/plan-hash"
import type { PlanningGround } from "@/lib/fulfilment/planning"
import { sweptLines } from "@/lib/fulfilment/swept-lines"
import { ground, purpose } from "@/lib/policy/lookup"
import { keepersOf } from "@/lib/requests/effects"
import {
  type AnswerRight,
  type EffectScope,
  isReadingRight,
  type ReadingScope,
  type Swept,
} from "@/lib/requests/scope"
import type { Sources } from "@/lib/sources/connector"
import type { PlanAnswer, PlannedOperation, Wanted } from "@/lib/sources/operation"

export type Scope =
  | { right: "erasure"; categories: readonly string[]; swept?: Swept }
  /** `lift`: the restriction of these categories ends. */
  | { right: "restriction"; categories: readonly string[]; lift?: true }
  | { right: "withdrawal"; purposes: readonly { purpose: string; operations: readonly string[] }[] }
  | {
      right: "rectification"
      category: string
      field: string
      item?: string
      value: string | number | boolean | null
    }
  | ReadingScope
  | { right: AnswerRight | "authority_request"; about: readonly string[] }
  | EffectScope

/**
 * An officer's own keep on a category or on a purpose's operation (`purpose/operation`), with its coded ground. `needed`:
 * of a category only the rows that other rows need; the rest is erased.
 */
export type Override = { on: string; ground: string; untilOn: string | null; needed?: true }

export type Planning = Pick<PlanningGround, "inForce" | "identities" | "subjectId" | "account"> & {
  sources: Sources
  known: Known
}

/**
 * Computes the plan of a part: the same function for what the person is shown, what staff approve and what runs.
 * Reads the sources; writes nothing. What is answered in words or with a copy changes nothing: its plan is empty. Throws
 * SourceUnreachable when a source does not answer.
 */
export async function computePlan(
  planning: Planning,
  scope: Scope,
  overrides: readonly Override[] = [],
): Promise<PlanDraft> {
  if (isUnplanned(scope)) return planOf([])
  const lines =
    scope.right === "erasure" && scope.swept
      ? await sweptLines(planning, scope.categories, scope.swept)
      : linesOf(planning, scope, overrides)
  const [operations, answers, doubts]: [DraftOperation[], PlanAnswer[], Gap[]] = [[], [], []]
  for (const [source, identifiers] of planning.identities) {
    if (source === "*") continue
    const asked = lines.filter(({ phase }) => phase !== "deferred").map(({ wanted }) => wanted)
    const connector = planning.sources.of(source)
    const { answer, doubted } = await planUndoubted(connector, planning.identities, identifiers, asked)
    answers.push(answer)
    doubts.push(...doubted.map((wanted): Gap => ({ source, wanted, why: "ambiguous", words: null })))
    for (const planned of withoutErased(answer.operations))
      operations.push(fromPlanned(planning.inForce, planned, lines))
    const deferred = lines.filter(({ phase }) => phase === "deferred")
    for (const line of deferred) operations.push(waiting(source, line))
  }
  operations.push(...(await accountLines(planning, scope, operations)))
  const restricting = scope.right === "restriction" || ("restricts" in scope && scope.erases.length === 0)
  return planOf(operations, [...gapsIn(answers, restricting), ...doubts])
}

/** The categories of which a plan erases something. */
const erasedBy = (operations: readonly Pick<DraftOperation, "planned">[]): Set<string> =>
  new Set(operations.flatMap(({ planned }) => (planned?.op === "erase" ? Object.keys(planned.items) : [])))

/** What is erased in the same plan needs no mark and no new value before: it goes. */
function withoutErased(operations: readonly PlannedOperation[]): PlannedOperation[] {
  const gone = erasedBy(operations.map((planned) => ({ planned })))
  return operations.filter(({ op, category }) => (op !== "stop" && op !== "correct") || !gone.has(category))
}

/** Lines as a plan of their own, with its hash. */
export const planOf = (operations: DraftOperation[], gaps: Gap[] = []): PlanDraft => ({
  operations,
  gaps,
  hash: hashOf(operations, gaps),
})

/** The officers' own keeps a plan carries that still bind on `today`, to plan again under them. */
export function overridesOf({ operations }: Pick<PlanDraft, "operations">, today: string): Override[] {
  const gone = erasedBy(operations)
  return operations
    .filter(({ own, untilOn }) => own && !(untilOn && untilOn <= today))
    .flatMap(({ purpose: code, category, operations: told, ground: kept, untilOn }) =>
      (code ? told.map((operation) => `${code}/${operation}`) : [category]).map((on) => ({
        on,
        ground: kept ?? "",
        untilOn,
        ...(gone.has(on) ? { needed: true as const } : {}),
      })),
    )
}

type Unplanned = ReadingScope | { right: AnswerRight | "authority_request"; about: readonly string[] }
type Planned = Exclude<Scope, Unplanned>

const isUnplanned = (scope: Scope): scope is Unplanned => "about" in scope || isReadingRight(scope.right)

function linesOf(planning: Planning, scope: Planned, overrides: readonly Override[]): Line[] {
  const own = (on: string) => ownKeeping(planning, overrides, on)
  if ("erases" in scope) return effectLines(planning, scope, own)
  if (scope.right === "erasure") {
    return scope.categories.flatMap((category) => eraseLines(planning, category, own(category)))
  }
  if (scope.right === "restriction") {
    const op = scope.lift ? "unrestrict" : "restrict"
    return scope.categories.map((category) => ({ wanted: { op, category }, phase: "now", keeping: null }))
  }
  if (scope.right === "withdrawal") {
    return scope.purposes.flatMap(({ purpose: code, operations }) =>
      stopLines(planning, code, operations, own),
    )
  }
  const { category, field, item, value } = scope
  return [
    {
      wanted: { op: "correct", category, field, value, ...(item ? { item } : {}) },
      phase: "now",
      keeping: null,
    },
  ]
}

type OwnKeeping = Keeping & { needed?: true }
type Own = (on: string) => OwnKeeping | null

/** All a right's effects: values set, purposes stopped, categories restricted, and erased but for what the right lets stay. */
function effectLines(planning: Planning, scope: EffectScope, own: Own): Line[] {
  const keepers = keepersOf(planning.inForce, scope)
  const now = (wanted: Wanted): Line => ({ wanted, phase: "now", keeping: null })
  return [
    ...scope.sets.map((set) => now({ op: "correct", ...set })),
    ...scope.stops.flatMap(({ purpose: code, operations }) =>
      stopLines(planning, code, operations, own, keepers),
    ),
    ...scope.restricts
      .filter((category) => !scope.erases.includes(category))
      .map((category) => now({ op: "restrict", category })),
    ...scope.erases.flatMap((category) => eraseLines(planning, category, own(category), keepers)),
  ]
}

function ownKeeping({ inForce }: Planning, overrides: readonly Override[], on: string): OwnKeeping | null {
  const found = overrides.find((override) => override.on === on)
  if (!found) return null
  return {
    ground: ground(inForce, found.ground),
    sure: true,
    untilOn: found.untilOn,
    untilFact: null,
    plus: null,
    own: true,
    ...(found.needed ? { needed: true } : {}),
  }
}

/** Nothing keeps it: erase now. Something does: it is restricted now to its ground (rule 8), kept, and erased after. */
function eraseLines(
  { inForce, known }: Planning,
  category: string,
  own: OwnKeeping | null,
  keepers: readonly string[] | null = null,
): Line[] {
  const byItself = longest(among(keepers, keepingCategory(inForce, category, known)))
  if (own?.needed && !byItself) {
    return [
      { wanted: { op: "erase", category }, phase: "now", keeping: null, needed: own },
      { wanted: { op: "restrict", category }, phase: "now", keeping: own },
    ]
  }
  const keeping = own ?? byItself
  if (!keeping) return [{ wanted: { op: "erase", category }, phase: "now", keeping: null }]
  return [
    { wanted: { op: "restrict", category }, phase: "now", keeping },
    { wanted: { op: "keep", category }, phase: "kept", keeping },
  ]
}

/** Each operation on its own: it stops now, or goes on upon a cited ground and stops when that ends. */
function stopLines(
  { inForce, known }: Planning,
  code: string,
  wantedOperations: readonly string[],
  own: Own,
  keepers: readonly string[] | null = null,
): Line[] {
  const now: string[] = []
  const later: Line[] = []
  for (const { code: operation } of purpose(inForce.policy, code).operations) {
    if (!wantedOperations.includes(operation)) continue
    const keeping =
      own(`${code}/${operation}`) ??
      longest(among(keepers, keepingOperation(inForce, code, operation, known)))
    if (!keeping) now.push(operation)
    else
      later.push({
        wanted: { op: "stop", purpose: code, operations: [operation] },
        phase: "deferred",
        keeping,
      })
  }
  const first: Line[] = now.length
    ? [{ wanted: { op: "stop", purpose: code, operations: now }, phase: "now", keeping: null }]
    : []
  return [...first, ...later]
}
