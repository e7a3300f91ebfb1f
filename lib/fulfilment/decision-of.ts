import type { Locale } from "@/lib/context"
import type { DraftOperation, Gap, PlanDraft } from "@/lib/fulfilment/draft"
import type { Decision } from "@/lib/letters/decision-letter"
import { groundInLetter, untilInLetter } from "@/lib/letters/grounded"
import type { OperationCode } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { category, purpose, textIn } from "@/lib/policy/lookup"
import { PORTAL } from "@/lib/sources/map-schema"

const ACTS = {
  erase: "erase",
  correct: "correct",
  restrict: "restrict",
  unrestrict: "unrestrict",
  stop: "stop",
} as const
type ActOfLine = (typeof ACTS)[keyof typeof ACTS] | "mask"
/** Strategies that leave another value in place of the one that was there. */
export const MASKING: ReadonlySet<string> = new Set(["hash", "random_same_shape", "truncate_date"])

/** What a line speaks of, in words: the purpose for a stop, the category otherwise; of a correction the one field. */
export function subjectOfLine(inForce: InForce, line: DraftOperation, language: Locale): string {
  if (line.purpose) return textIn(purpose(inForce.policy, line.purpose).title, language)
  const { title, fields } = category(inForce.policy, line.category)
  if (line.source === PORTAL)
    return `${textIn(inForce.dataMap.portal.title, language)}: ${textIn(title, language)}`
  const { wanted } = line
  const isOne = wanted.op === "correct" && wanted.category === line.category && fields.length > 1
  const field = isOne && fields.find(({ code }) => code === wanted.field)
  return field ? `${textIn(title, language)}: ${textIn(field.title, language)}` : textIn(title, language)
}

/** Whether a line restricts what is kept: that is said with the keeping. A restriction that was asked for has no ground. */
export const isSaidWithKeeping = ({ operation, ground }: DraftOperation): boolean =>
  operation === "restrict" && ground !== null

/** The act a line is told as: values replaced by others of the same shape are masked, not erased. */
export function actOfLine(line: DraftOperation): ActOfLine | null {
  // A step that only frees another row (a reference emptied) touches no item and is not told.
  if (line.operation === "erase" && line.items === 0) return null
  if (line.operation === "erase" && MASKING.has(line.strategy)) return "mask"
  return line.operation in ACTS ? ACTS[line.operation as keyof typeof ACTS] : null
}

/**
 * The lines as they are told: an operation on rows that hold several categories is told once for each, with its own
 * count, since erasing a row takes all that lies in it.
 */
export function toldLines<T extends DraftOperation>(operations: readonly T[]): T[] {
  return operations.flatMap((line) => {
    const held = Object.entries(line.planned?.items ?? {})
    if (line.purpose || held.length === 0) return [line]
    return held.map(([code, items]) => ({ ...line, category: code, items }))
  })
}

/** What a gap speaks of, in words, as `subjectOfLine` says it of a line. */
export function subjectOfGap(inForce: InForce, { wanted }: Gap, language: Locale): string {
  const found =
    "purpose" in wanted ? purpose(inForce.policy, wanted.purpose) : category(inForce.policy, wanted.category)
  return textIn(found.title, language)
}

/** The operations of a purpose a gap speaks of; none for a category. */
export const operationsOfGap = ({ wanted }: Gap): OperationCode[] =>
  "operations" in wanted ? ((wanted.operations ?? []) as OperationCode[]) : []

/** The decision a plan carries, group by group, in the person's language: what the letter says is what the plan does. */
export function decisionOf(
  inForce: InForce,
  { operations, gaps }: Pick<PlanDraft, "operations" | "gaps">,
  language: Locale,
): Decision {
  const decision = { done: new Map(), continues: new Map(), kept: new Map() }
  for (const line of toldLines(operations)) {
    const what = subjectOfLine(inForce, line, language)
    const operationsTold = { operations: line.operations as OperationCode[] }
    const name = `${what}|${line.operations.join()}`
    if (line.ground && line.operation !== "restrict") {
      const row = {
        what,
        ground: groundInLetter(inForce, line.ground, language),
        until: untilInLetter(inForce, line, language),
      }
      if (line.phase === "deferred") decision.continues.set(name, { ...row, ...operationsTold })
      else decision.kept.set(name, row)
    }
    const act = actOfLine(line)
    if (line.phase === "now" && act && !isSaidWithKeeping(line))
      decision.done.set(`${name}|${act}`, { what, act, ...operationsTold })
  }
  return {
    done: [...decision.done.values()],
    continues: [...decision.continues.values()],
    kept: [...decision.kept.values()],
    refused: [],
    deferred: [],
    byHand: gaps.map((gap) => ({
      what: subjectOfGap(inForce, gap, language),
      operations: operationsOfGap(gap),
      words: gap.words ?? "",
    })),
  }
}
