import type { DraftOperation } from "@/lib/fulfilment/draft"
import { fromPlanned, type Line } from "@/lib/fulfilment/lines"
import type { Planning, Scope } from "@/lib/fulfilment/plan"
import { inPortal } from "@/lib/people/portal-source"
import type { InForce } from "@/lib/policy/editions"
import { type AppliedGround, ground } from "@/lib/policy/lookup"
import { PORTAL, type PortalMap } from "@/lib/sources/map-schema"
import type { Wanted } from "@/lib/sources/operation"

/**
 * What becomes of the account here when all of a person is erased: their contact goes last (rule 11). While anything else
 * is to be done, or the certificate may not have reached them, it stays on the ground of the case file; after that it is
 * erased like anything else. Whoever asked for the account itself to be deleted has only requests and letters in it until
 * then (rule 8). Of a narrower erasure, and of a sweep nobody asked for, the account is no part.
 */
export async function accountLines(
  planning: Planning,
  scope: Scope,
  others: readonly DraftOperation[],
): Promise<DraftOperation[]> {
  const { inForce, sources, subjectId, account } = planning
  const { holds } = inForce.dataMap.portal
  const proof = caseGround(inForce)
  if (!account || !inForce.policy.reread || !proof || !erasesAll(holds, scope)) return []
  const lines = linesFor(holds, account.mayClose && others.every(isSettled), proof)
  const asked = lines.map(({ wanted }) => wanted)
  const { operations } = await sources.of(PORTAL).plan(inPortal(subjectId), asked)
  return operations
    .filter(({ op }) => op !== "restrict" || (scope.right === "account_deletion" && !others.some(goesOn)))
    .map((planned) => {
      const line = fromPlanned(inForce, planned, lines)
      // What is kept is kept with whatever is signed in with by then.
      return planned.op === "keep" ? { ...line, planned: null, beforeHash: "", items: 0 } : line
    })
}

/** The ground on which the policy keeps the case file, and with it the account until the case is over. */
const caseGround = (inForce: InForce): AppliedGround | null => {
  const rule = inForce.policy.retentionRules.find(({ code }) => code === inForce.policy.caseFile.rule)
  const [code] = rule?.grounds ?? []
  return code ? ground(inForce, code) : null
}

function erasesAll(holds: PortalMap["holds"], scope: Scope): boolean {
  if (scope.right === "erasure" && scope.swept) return false
  const whole = scope.right === "erasure" ? scope.categories : "erases" in scope ? scope.erases : []
  const erased = new Set(whole)
  return Object.values(holds).every(({ category }) => erased.has(category))
}

const isSettled = ({ phase, operation }: DraftOperation): boolean => phase === "now" && operation !== "erase"

/** Beside storing, something is still done with the data: the person needs the whole cabinet for it. */
const goesOn = ({ phase, operations }: DraftOperation): boolean =>
  phase === "deferred" && operations.some((each) => each !== "store")

function linesFor(holds: PortalMap["holds"], goes: boolean, proof: AppliedGround): Line[] {
  const categories = [...new Set(Object.values(holds).map(({ category }) => category))]
  const now = (wanted: Wanted, keeping: Line["keeping"] = null): Line => ({ wanted, phase: "now", keeping })
  if (goes) return categories.map((category) => now({ op: "erase", category }))
  const keeping = { ground: proof, sure: true, untilOn: null, untilFact: null, plus: null }
  return [
    now({ op: "restrict", category: holds.opened_at.category }, keeping),
    ...categories.map((category): Line => ({ wanted: { op: "keep", category }, phase: "kept", keeping })),
  ]
}
