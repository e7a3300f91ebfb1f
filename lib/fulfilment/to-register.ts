import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { enterErasure, writeRegisterSoon } from "@/lib/erasures/enter"
import { beforeHash, certificateHash, type Done, itemHash, personHash } from "@/lib/erasures/line"
import type { StoredOperation, StoredPlan } from "@/lib/fulfilment/store-plan"
import { isRun, type Work } from "@/lib/fulfilment/work"
import type { Part } from "@/lib/requests/access"
import { erasedIn, sweptIn } from "@/lib/requests/scope"
import { groupBy } from "@/lib/sources/group"
import { PORTAL } from "@/lib/sources/map-schema"
import type { PlannedOperation } from "@/lib/sources/operation"

type Ran = StoredOperation & { planned: PlannedOperation }

/** What a correction wrote is not in the register: that would be personal data, and no hash of it could write it again. */
const STAYS = ["erase", "restrict", "unrestrict", "stop", "allow"] as const

/**
 * Enters what a part carried out, so that it can be done again after a restore: per source and thing wanted, with keyed
 * hashes of whom and what it touched. `hash`: the certificate's.
 */
export async function enterCarriedOut(ctx: Ctx, { part, plan, earlier }: Work, hash: Buffer): Promise<void> {
  const keyed = ctx.vault.registerHash
  const ran = [...earlier.filter(({ state }) => state === "done"), ...plan.operations.filter(isRun)]
  const lasting = ran.filter(
    (each): each is Ran => each.planned !== null && STAYS.some((op) => op === each.operation),
  )
  if (lasting.length === 0) return
  const people: Record<string, string[]> = { [PORTAL]: [personHash(keyed, PORTAL, part.subjectId)] }
  for (const [source, operations] of groupBy(lasting, (each) => each.source))
    people[source] = [...new Set(operations.map(({ planned }) => personHash(keyed, source, planned.subject)))]
  const done = [...groupBy(lasting.flatMap(byCategory), nameOf).values()].map((lines) => doneOf(ctx, lines))
  const empty = Object.keys(people).flatMap((source) => emptyIn(source, part, plan, done))
  const body = {
    people,
    done: [...done, ...empty],
    plan: plan.hash,
    certificate: certificateHash(keyed, hash),
  }
  await atOnce([
    writeRegisterSoon(ctx),
    enterErasure(ctx, { subjectId: part.subjectId, kind: "carried_out", body }),
  ])
}

/** Deleting a row takes every category in it: one line for each. */
const byCategory = (line: Ran): Ran[] =>
  line.operation === "erase"
    ? [...new Set([line.category, ...Object.keys(line.planned.items)])].map((category) => ({
        ...line,
        category,
      }))
    : [line]

/** What was to be erased as well and was not there: a back-up from before it went by itself has it again. */
function emptyIn(
  source: string,
  { scope }: Pick<Part, "scope">,
  { operations }: StoredPlan,
  done: readonly Done[],
): Done[] {
  if (sweptIn(scope) || source === PORTAL) return []
  const kept = operations.flatMap(({ phase, category }) => (phase === "now" ? [] : [category]))
  const told = done.flatMap((each) => (each.source === source && each.op === "erase" ? [each.category] : []))
  return erasedIn(scope)
    .filter((category) => !kept.includes(category) && !told.includes(category))
    .map((category) => ({ source, op: "erase", category, places: [], rowsGone: false, before: [] }))
}

const nameOf = ({ source, operation, category, purpose, operations }: Ran): string =>
  [source, operation, category, purpose, ...operations].join("|")

function doneOf(ctx: Ctx, operations: readonly Ran[]): Done {
  const [first] = operations
  if (!first) throw new Error("a group has at least one operation")
  const { source, operation, category, purpose, operations: told } = first
  const items = operations.flatMap(({ wanted }) => ("items" in wanted ? (wanted.items ?? []) : []))
  const keyed = ctx.vault.registerHash
  return {
    source,
    op: operation as Done["op"],
    ...(purpose ? { purpose, operations: [...told] } : { category }),
    places: [...new Set(operations.map(({ place }) => place))].sort(),
    rowsGone: operations.every(({ strategy }) => strategy === "delete"),
    before: operations.map(({ planned }) => beforeHash(keyed, planned.beforeHash)),
    ...(items.length > 0 ? { items: [...new Set(items)].map((item) => itemHash(keyed, source, item)) } : {}),
  }
}
