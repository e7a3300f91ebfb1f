import type { StoredOperation, StoredPlan } from "@/lib/fulfilment/store-plan"
import { isRun, type Work } from "@/lib/fulfilment/work"
import { groupBy } from "@/lib/sources/group"
import type { PlannedOperation, Verified, VerifyAnswer } from "@/lib/sources/operation"

/** Operations by the source they are carried out in, in their order. */
export const bySource = (operations: readonly StoredOperation[]): Map<string, StoredOperation[]> =>
  groupBy(operations, ({ source }) => source)

/** What the connectors are given of stored operations. */
export const plannedOf = (operations: readonly StoredOperation[]): PlannedOperation[] =>
  operations.flatMap(({ planned }) => (planned ? [planned] : []))

/** The operations of a plan that are read again in each source: those that ran, then those that keep. */
function readAgain({ operations }: Pick<StoredPlan, "operations">): Map<string, StoredOperation[]> {
  const kept = operations.filter(({ phase, planned }) => phase === "kept" && planned)
  return bySource([...operations.filter(isRun), ...kept])
}

/** The ids of what was found as promised. */
export function heldIn({ plan }: Work, findings: readonly VerifyAnswer[]): Set<string> {
  const read = readAgain(plan)
  return new Set(
    findings.flatMap(({ source, operations }) =>
      (read.get(source) ?? []).flatMap(({ id }, index) => (operations[index]?.held ? [id] : [])),
    ),
  )
}

/** What was stated of the operations nobody can read again, by their ids. */
export function statedIn(
  { operations }: Pick<StoredPlan, "operations">,
  findings: readonly VerifyAnswer[],
): Map<string, Verified> {
  const read = readAgain({ operations })
  return new Map(
    findings.flatMap(({ source, operations: states }) =>
      (read.get(source) ?? []).flatMap(({ id }, i) => {
        const state = states[i]
        return state?.stated ? [[id, state] as const] : []
      }),
    ),
  )
}

/** Reads everything again through fresh connections: what ran, what is kept, and the whole reach of what was erased. */
export async function verifyAll({ plan, identities, sources }: Work): Promise<VerifyAnswer[]> {
  const read = readAgain(plan)
  // A source in which there was nothing to do is read all the same: the certificate rests on a reading.
  const names = new Set([...identities.keys(), ...read.keys()])
  names.delete("*")
  return Promise.all(
    [...names].map((source) =>
      sources.of(source).verify(identities.get(source) ?? [], plannedOf(read.get(source) ?? [])),
    ),
  )
}

/** Something an earlier plan carried out, as it is found now. */
export type Found = {
  operation: StoredOperation
  held: boolean
  readAt: string
  /** Nobody read it: what was stated of it. */
  stated?: Verified["stated"]
}

/** What stays true of a person once it was done; a restriction ends with what it was for. */
const LASTS: readonly StoredOperation["operation"][] = ["erase", "correct", "stop"]

/**
 * Reads again what earlier plans carried out and this one does not do anew, so that the last certificate is complete.
 * What a certificate told before is told again with its own day, as long as it lasts and still is so.
 */
export async function verifyEarlier({ earlier, plan, identities, sources }: Work): Promise<Found[]> {
  const nameOf = ({ source, operation, category, purpose, place, operations }: StoredOperation) =>
    [source, operation, category, purpose, place, ...operations].join("|")
  const counts = ({ state, operation }: StoredOperation) => state === "done" || LASTS.includes(operation)
  const anew = new Set(plan.operations.filter(isRun).map(nameOf))
  const read = bySource(earlier.filter((line) => isRun(line) && counts(line) && !anew.has(nameOf(line))))
  const found = await Promise.all(
    [...read].map(async ([source, operations]) => {
      const asked = identities.get(source) ?? []
      const { operations: states, readAt } = await sources.of(source).verify(asked, plannedOf(operations))
      return operations.flatMap((operation, i): Found[] => {
        const { held = false, stated, at = readAt } = states[i] ?? {}
        if (stated) return [{ operation, held, readAt: at, stated }]
        if (operation.state === "done") return [{ operation, held, readAt }]
        return held ? [{ operation, held, readAt: operation.doneAt?.toISOString() ?? readAt }] : []
      })
    }),
  )
  return found.flat()
}

/** Whether a source is as the plan says: what a gap leaves in it is no fault of the work. */
export function isAsPlanned({ plan }: Work, { source, operations, reach }: VerifyAnswer): boolean {
  const left = new Set(
    plan.gaps.flatMap((gap) =>
      gap.source === source && "category" in gap.wanted ? [gap.wanted.category] : [],
    ),
  )
  return (
    operations.every(({ held }) => held) && reach.every(({ held, category }) => held || left.has(category))
  )
}

/** Whether the sources are as promised already: a worker was killed after they were changed. */
export async function isApplied(work: Work): Promise<boolean> {
  const found = await verifyAll(work)
  return found.every(({ operations }) => operations.every(({ held }) => held))
}
