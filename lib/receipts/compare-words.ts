import type { Comparison, Unsaid } from "@/lib/receipts/compare-checkpoints"
import { filled, type Told } from "@/lib/receipts/words"

type Outcome = Exclude<Comparison["is"], "unsaid">

/** The sentences about two checkpoints in one language, as templates. */
export type CompareTexts = {
  title: Record<Outcome | "unsaid", string>
  about: Record<Outcome, string>
  proven: string
  notProven: Record<"between" | "outside" | "key", string>
  why: Record<Unsaid["is"], string>
}

/** Says what two checkpoints say of the ledger between them, and what not. */
export function compareWords(comparison: Comparison, texts: CompareTexts): Told {
  const title = texts.title[comparison.is]
  const nothing = { title, faults: [], proven: [], notProven: [], content: [] }
  if (comparison.is === "unsaid") {
    const { why } = comparison
    const values = {
      which: "which" in why ? why.which : "",
      names: "origins" in why ? why.origins.join(", ") : "",
    }
    return { ...nothing, outcome: "unchecked", faults: [filled(texts.why[why.is], values)] }
  }
  const { from, to } = comparison
  const sizes = { origin: from.origin, from: from.size, to: to.size }
  const about = filled(texts.about[comparison.is], sizes)
  if (comparison.is === "rewritten") return { ...nothing, outcome: "fails", faults: [about] }
  return {
    ...nothing,
    outcome: "holds",
    proven: [about, filled(texts.proven, sizes)],
    notProven: Object.values(texts.notProven),
  }
}
