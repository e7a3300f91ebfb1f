import { type Gap, gapName } from "@/lib/fulfilment/draft"
import type { PlanAnswer, PlannedOperation, Wanted } from "@/lib/sources/operation"

const isFor = (wanted: Wanted, { op, category, purpose }: PlannedOperation): boolean =>
  op === wanted.op && ("purpose" in wanted ? purpose === wanted.purpose : category === wanted.category)

/**
 * What the sources answered that they cannot do, where that leaves something undone. Erasing leaves it in the very
 * source that says so, and so does restricting what that source keeps; a purpose stopped or a value corrected in another
 * source leaves nothing. Where restricting itself was asked (`restricting`), it leaves nothing once one source does it.
 */
export function gapsIn(answers: readonly PlanAnswer[], restricting = false): Gap[] {
  const isDone = (wanted: Wanted) =>
    answers.some(({ operations }) => operations.some((planned) => isFor(wanted, planned)))
  const isLeft = ({ operations }: PlanAnswer, wanted: Wanted): boolean => {
    if (wanted.op === "erase") return true
    if (wanted.op === "restrict" && !restricting)
      return operations.some(({ op, category }) => op === "keep" && category === wanted.category)
    return !isDone(wanted)
  }
  return answers.flatMap((answer) =>
    answer.unplanned.flatMap(({ wanted, why }): Gap[] =>
      (why === "not_mapped" || why === "ambiguous") && isLeft(answer, wanted)
        ? [{ source: answer.source, wanted, why, words: null }]
        : [],
    ),
  )
}

/** The gaps with what was said of them, by name; null where nothing was. */
export const withWords = (gaps: readonly Gap[], words: ReadonlyMap<string, string>): Gap[] =>
  gaps.map((gap) => ({ ...gap, words: words.get(gapName(gap)) ?? null }))

/** What was said of a plan's gaps, by name, to plan again with. */
export const wordsOf = (gaps: readonly Gap[]): ReadonlyMap<string, string> =>
  new Map(gaps.flatMap((gap) => (gap.words ? [[gapName(gap), gap.words]] : [])))

/** Whether an officer has still to say what becomes of something the sources cannot do. */
export const isOpenEnded = ({ gaps }: { gaps: readonly Gap[] }): boolean => gaps.some(({ words }) => !words)
