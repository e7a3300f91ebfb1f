import { formatDateTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { type Appealed, appealedRows } from "@/lib/letters/appeal-letter"
import { multiline } from "@/lib/letters/clean"
import type { Block, Letter } from "@/lib/letters/letter"
import { section } from "@/lib/letters/phrases"
import type { LetterTexts } from "@/lib/letters/texts/shape"
import { textsIn } from "@/lib/letters/texts/texts-in"

type By = "subject" | "representative" | "staff" | "system"

/** One request as it goes into the evidence: its facts, clock, history, letters and messages, oldest first. */
export type EvidenceOf = {
  facts: Appealed
  /** The grounds of the decision as machines read them. */
  codes: readonly string[]
  /** The due date's arithmetic, as the page tells it. */
  due: string
  history: readonly { at: Date; what: string; by: By }[]
  letters: readonly { registration: string; at: Date; hash: string; letter: Letter }[]
  thread: readonly { at: Date; by: By; body: string }[]
}
export type LedgerLine = { id: string; at: Date; act: string; leafHash: string }

const told = (request: EvidenceOf, texts: LetterTexts, language: Locale): Block[] => {
  const { evidence: words, appealed } = texts
  const history = request.history.map(({ at, what, by }) => [
    formatDateTime(at, language),
    what,
    words.by[by],
  ])
  const letters = request.letters.map(({ registration, at, hash, letter }) => [
    `№ ${registration}, ${formatDateTime(at, language)}`,
    letter.title,
    hash,
  ])
  const thread = request.thread.map(
    ({ at, by, body }): Block => ({
      kind: "quote",
      label: `${formatDateTime(at, language)}, ${words.by[by]}`,
      text: multiline(body),
    }),
  )
  const codes = request.codes.map((code) => [words.code, code])
  return [
    ...section(words.original(request.facts.number), null, appealed.head, [
      ...appealedRows(request.facts, language),
      ...codes,
    ]),
    { kind: "heading", text: words.due },
    { kind: "paragraph", text: request.due },
    ...section(words.history, null, words.historyHead, history),
    ...section(words.letters, null, words.lettersHead, letters),
    ...(thread.length > 0 ? [{ kind: "heading" as const, text: words.thread }, ...thread] : []),
  ]
}

const inFull = (request: EvidenceOf, texts: LetterTexts, language: Locale): Block[] =>
  request.letters.flatMap(({ registration, at, letter }): Block[] => [
    {
      kind: "heading",
      text: texts.evidence.letter(letter.title, registration, formatDateTime(at, language)),
    },
    ...letter.blocks,
  ])

/**
 * All a file holds of a dispute, in one document: the facts, how the due date was reckoned, what happened when, every
 * letter in full with its hash, the messages, and the entries of the ledger that stand for it. The appeal follows the
 * request it is against.
 */
export const evidenceFile = (
  language: Locale,
  at: Date,
  requests: readonly [EvidenceOf, ...EvidenceOf[]],
  ledger: readonly LedgerLine[],
): Letter => {
  const texts = textsIn(language)
  const words = texts.evidence
  const entries = ledger.map((line) => [
    `${formatDateTime(line.at, language)}, ${line.id}`,
    line.act,
    line.leafHash,
  ])
  return {
    // Nobody's letter: no copy in it may carry the organisation's seal.
    direction: "incoming",
    language,
    title: words.title(requests[0].facts.number),
    blocks: [
      { kind: "paragraph", text: words.lead(formatDateTime(at, language)) },
      ...requests.flatMap((request) => told(request, texts, language)),
      ...section(words.ledger, words.ledgerLead, words.ledgerHead, entries),
      ...requests.flatMap((request) => inFull(request, texts, language)),
    ],
  }
}
