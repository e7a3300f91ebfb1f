import type { Unplanned } from "../operation"
import type { Planning } from "../planning"
import type { Catalog } from "./catalog"
import type { EraseWanted, KeepWanted, Marked } from "./erase-drafts"
import type { Judged } from "./judge"
import type { Draft } from "./shape-parts"
import type { Survey } from "./survey"

/** A step with what decides its place in the order. */
export type Step = {
  phase: number
  rank: number
  draft: Draft
  beforeHash?: string
  afterHash?: string | null
}
export type Steps = { steps: Step[]; unplanned: Unplanned[] }

/** In which turn an erasure does what. */
export const PHASE = { release: 1, objects: 1.5, rows: 2, shared: 3, fields: 4, keep: 7 } as const

/** What is known when the steps are written. */
export type Ground = {
  source: Planning
  owner: string
  wanted: readonly EraseWanted[]
  kept: readonly KeepWanted[]
  all: readonly Marked[]
  /** All that entries find in the row, in their order. */
  inRow(one: Marked): readonly Marked[]
  judged: Judged
  catalog: Catalog
  rankOf(table: string): number
}

/** Whether what the entry shows lies in other entries as well, and goes as it goes there. */
export const followsOthers = ({ source }: Ground, { entry }: Survey): boolean =>
  entry.rows === "follow" &&
  entry.fields.every(({ category }) =>
    Object.values(source.map.entries).some(
      ({ rows, fields }) => rows !== "follow" && fields.some((field) => field.category === category),
    ),
  )

/** Drafts as steps in their turn. */
export const stepsOf = ({ rankOf }: Ground, phase: number, table: string, drafts: readonly Draft[]): Step[] =>
  drafts.map((draft) => ({ phase, rank: rankOf(table), draft }))
