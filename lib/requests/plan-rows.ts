import type { Locale } from "@/lib/context"
import {
  actOfLine,
  isSaidWithKeeping,
  operationsOfGap,
  subjectOfGap,
  subjectOfLine,
  toldLines,
} from "@/lib/fulfilment/decision-of"
import { type DraftOperation, type Gap, gapName } from "@/lib/fulfilment/draft"
import { groundInLetter, untilInLetter } from "@/lib/letters/grounded"
import type { OperationCode } from "@/lib/letters/letter"
import { groundIn, untilIn } from "@/lib/letters/phrases"
import type { InForce } from "@/lib/policy/editions"
import { textIn } from "@/lib/policy/lookup"
import { PORTAL, sourceTitle } from "@/lib/sources/map-schema"

/** One line of a plan in the reader's words. `ground` and `until` stand where something goes on or is kept. */
export type PlanRow = {
  id: string
  /** Code of the purpose or category. */
  about: string
  what: string
  operations: readonly OperationCode[]
  act: "erase" | "mask" | "correct" | "restrict" | "unrestrict" | "stop" | "continue" | "keep"
  /** Carried out and read again in the source. */
  done: boolean
  items: number
  ground: string | null
  until: string | null
  /** The sources could not say for certain; a person looks at it. */
  sure: boolean
}

type Line = DraftOperation & { state?: string }

/**
 * A plan as the person reads it, the same before signing, while it runs and afterwards: what is done at once, what
 * goes on or is kept, on which ground and until when; in the policy's order. Lines of one thing in several tables are
 * told as one.
 */
export function planRows(inForce: InForce, operations: readonly Line[], language: Locale): PlanRow[] {
  const rows = new Map<string, PlanRow>()
  for (const line of toldLines(operations)) {
    const row = rowOf(inForce, line, language)
    if (!row) continue
    const told = rows.get(row.id)
    if (told)
      rows.set(row.id, {
        ...told,
        items: told.items + row.items,
        done: told.done && row.done,
        sure: told.sure && row.sure,
      })
    else rows.set(row.id, row)
  }
  const { categories, purposes } = inForce.policy
  const order = new Map([...purposes, ...categories].map(({ code }, place) => [code, place]))
  return [...rows.values()].sort((a, b) => (order.get(a.about) ?? 0) - (order.get(b.about) ?? 0))
}

function rowOf(inForce: InForce, line: Line, language: Locale): PlanRow | null {
  const act = actIn(line)
  if (!act) return null
  const about = line.purpose ?? line.category
  return {
    id: [act, about, line.operations.join(), line.source === PORTAL].join("|"),
    about,
    what: subjectOfLine(inForce, line, language),
    operations: line.operations as readonly OperationCode[],
    act,
    done: line.state === "verified",
    items: line.items,
    ground: line.ground ? groundIn(groundInLetter(inForce, line.ground, language), language) : null,
    until: line.ground ? untilIn(untilInLetter(inForce, line, language), language) : null,
    sure: line.sure,
  }
}

function actIn(line: Line): PlanRow["act"] | null {
  if (line.phase === "deferred") return "continue"
  if (line.phase === "kept" || line.operation === "keep") return "keep"
  return isSaidWithKeeping(line) ? null : actOfLine(line)
}

/** What was asked and a source cannot do by itself, with what an officer said becomes of it. */
export type GapRow = {
  id: string
  what: string
  operations: readonly OperationCode[]
  act: Gap["wanted"]["op"]
  why: Gap["why"]
  source: string
  words: string | null
}

/** The gaps of a plan as they are read, beside its rows: nothing that was asked is left unsaid. */
export const gapRows = (inForce: InForce, gaps: readonly Gap[], language: Locale): GapRow[] =>
  gaps.map((gap) => {
    const title = sourceTitle(inForce.dataMap, gap.source)
    return {
      id: gapName(gap),
      what: subjectOfGap(inForce, gap, language),
      operations: operationsOfGap(gap),
      act: gap.wanted.op,
      why: gap.why,
      source: title ? textIn(title, language) : gap.source,
      words: gap.words,
    }
  })
