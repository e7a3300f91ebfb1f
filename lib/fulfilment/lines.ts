import type { DraftOperation } from "@/lib/fulfilment/draft"
import type { Keeping } from "@/lib/fulfilment/keeping"
import type { InForce } from "@/lib/policy/editions"
import { grounds } from "@/lib/policy/lookup"
import type { PlannedOperation, Wanted } from "@/lib/sources/operation"

/** `needed`: upon which ground an officer keeps the rows of it that other rows need. */
export type Line = {
  wanted: Wanted
  phase: DraftOperation["phase"]
  keeping: Keeping | null
  needed?: Keeping
}

/** A connector's operation as a line of the plan. `lines` has no line for rows the source must keep because other rows need them: that goes to a person to decide. */
export function fromPlanned(
  inForce: InForce,
  planned: PlannedOperation,
  lines: readonly Line[],
): DraftOperation {
  const line = lines.find(
    ({ wanted, phase }) =>
      phase !== "deferred" &&
      wanted.op === planned.op &&
      ("purpose" in wanted
        ? wanted.purpose === planned.purpose
        : "category" in wanted && wanted.category === planned.category),
  )
  const wanted: Wanted = line?.wanted ?? { op: "keep", category: planned.category }
  const byOfficer = lines.find(
    (each) => each.needed && "category" in each.wanted && each.wanted.category === planned.category,
  )
  return {
    phase: line?.phase ?? (planned.op === "keep" ? "kept" : "now"),
    source: planned.source,
    place: planned.place,
    category: planned.category,
    purpose: planned.purpose,
    operation: planned.op,
    operations: "operations" in wanted ? (wanted.operations ?? []) : [],
    strategy: planned.strategy,
    items: planned.count,
    beforeHash: planned.beforeHash,
    planned,
    wanted,
    ...ends(line || planned.op !== "keep" ? (line?.keeping ?? null) : (byOfficer?.needed ?? needed(inForce))),
  }
}

/** Kept on a ground only staff can give, and not sure until they do. */
function needed(inForce: InForce): Keeping | null {
  const byStaff = grounds(inForce).find(({ kind, condition }) => kind === "keep" && "decision" in condition)
  return byStaff ? { ground: byStaff, sure: false, untilOn: null, untilFact: null, plus: null } : null
}

/** A line of what waits: it has no rows yet, and is planned anew when it is released. */
export function waiting(source: string, { wanted, keeping }: Line): DraftOperation {
  const operations = "operations" in wanted ? (wanted.operations ?? []) : []
  return {
    phase: "deferred",
    source,
    place: "",
    category: "category" in wanted ? wanted.category : "",
    purpose: "purpose" in wanted ? wanted.purpose : null,
    operation: wanted.op,
    operations,
    strategy: "flag",
    items: 0,
    beforeHash: "",
    planned: null,
    wanted,
    ...ends(keeping),
  }
}

const ends = (keeping: Keeping | null) => ({
  ground: keeping?.ground.code ?? null,
  untilOn: keeping?.untilOn ?? null,
  untilFact: keeping?.untilFact ?? null,
  plus: keeping?.plus ?? null,
  sure: keeping?.sure ?? true,
  ...(keeping?.own ? { own: true } : {}),
})
