import type { PlannedOperation, Wanted } from "@/lib/sources/operation"

export type Phase = "now" | "deferred" | "kept"

/** One line of a plan before it is stored: what will be done now, what waits, what is kept, and why until when. */
export type DraftOperation = {
  phase: Phase
  source: string
  place: string
  category: string
  purpose: string | null
  operation: Wanted["op"]
  /** For stop: the operations of the purpose this line speaks of. */
  operations: readonly string[]
  strategy: string
  items: number
  beforeHash: string
  /** The connector's operation; absent for what waits (planned again when it is released). */
  planned: PlannedOperation | null
  wanted: Wanted
  ground: string | null
  untilOn: string | null
  untilFact: string | null
  plus: string | null
  sure: boolean
  /** Kept by an officer's own decision, which binds until its date, and without one until they decide anew. */
  own?: boolean
}

/**
 * What was wanted and a source cannot do by itself: its map has no way to (not_mapped), or several rows fit (ambiguous).
 * Nothing carries it out; an officer says in `words` what becomes of it, null until they do.
 */
export type Gap = {
  source: string
  wanted: Wanted
  why: "not_mapped" | "ambiguous"
  words: string | null
}

/** A gap's name within its plan, fit for a form. */
export const gapName = ({ source, wanted }: Gap): string =>
  [source, wanted.op, "purpose" in wanted ? wanted.purpose : wanted.category].join(":")

/** The one plan. `hash` covers what is touched, how and why, not the clock: same data, same plan, same hash. */
export type PlanDraft = { operations: DraftOperation[]; gaps: Gap[]; hash: string }
