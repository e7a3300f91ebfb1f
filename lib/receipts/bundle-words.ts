import type { BundleFault, BundleVerdict } from "@/lib/receipts/check-bundle"
import { filled, type Told, type VerdictTexts, verdictWords } from "@/lib/receipts/words"

/** The sentences about all of a request in one language, as templates. */
export type BundleTexts = Record<"holds" | "fails" | "waiting" | BundleFault["is"], string>

/** Says of all of a request whether it holds, what each of its receipts proves, and what does not fit together. */
export function bundleWords(bundle: BundleVerdict, texts: VerdictTexts, said: BundleTexts): Told {
  const { holds, letters, events, waiting } = bundle
  const entries = bundle.receipts.map(({ file, verdict }) => {
    const told = verdictWords(verdict, texts)
    const why = told.faults.length > 0 ? told.faults : told.proven.slice(0, 1)
    return `${file}: ${told.title}. ${why.join(" ")}`
  })
  return {
    outcome: holds ? "holds" : "fails",
    title: holds ? filled(said.holds, { receipts: entries.length, letters, events }) : said.fails,
    faults: [
      ...bundle.faults.map(({ is, ...about }) => filled(said[is], about)),
      ...(holds ? [] : entries.filter((_, n) => bundle.receipts[n]?.verdict.holds === false)),
    ],
    proven: holds ? [...entries, ...(waiting > 0 ? [filled(said.waiting, { count: waiting })] : [])] : [],
    notProven: holds ? Object.values(texts.notProven) : [],
    content: [],
  }
}

/** Whether a file is a zip, by its first bytes. */
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b
