import { createHash, randomUUID } from "node:crypto"
import { type ConsentReceipt, consentReceipt, type ReceiptLine } from "@/lib/consents/receipt"
import type { ConsentEvidence } from "@/lib/consents/state"
import { asSigned, type Ctx, type House, type Locale, type Signed, type SubjectActor } from "@/lib/context"
import { NotAllowedNow, NotFound } from "@/lib/errors"
import { formatDateTime } from "@/lib/format/date"
import { inline } from "@/lib/letters/clean"
import type { Block, Letter } from "@/lib/letters/letter"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { operationsIn, section } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"
import { purpose, textIn } from "@/lib/policy/lookup"
import type { Text } from "@/lib/policy/text-schema"
import { provenOf, receiptOf } from "@/lib/receipts/held-entries"
import { entryIn } from "@/lib/receipts/receipt"
import { verifyUrl } from "@/lib/receipts/receipt-pdf"
import { pdfOf } from "@/lib/requests/printed-letter"
import { organisationIn } from "@/lib/requests/request-text"
import { translatorFor } from "@/messages/translator"

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

/** The receipt in words: what happened, what was read, the entries, and what all that proves and does not. */
export function receiptLetter(receipt: ConsentReceipt, language: Locale): Letter {
  const texts = textsIn(language).consentReceipt
  const { policy, method, lines, evidence } = receipt
  const happened = texts.events[receipt.event]
  const rows = [
    [texts.rows.event, happened],
    [texts.rows.purpose, textIn(purpose(policy, receipt.purpose).title, language)],
    [
      texts.rows.operations,
      operationsIn(
        lines.map(({ operation }) => operation),
        language,
      ),
    ],
    [texts.rows.at, formatDateTime(receipt.at, language)],
    [texts.rows.method, texts.methods[method]],
    [
      texts.rows.edition,
      receipt.edition === null
        ? (evidence?.edition ?? texts.editionUnknown)
        : texts.editionKnown(receipt.edition),
    ],
    ...(evidence ? [[texts.rows.evidence, evidenceIn(evidence, receipt.evidenceOf, language)]] : []),
  ]
  const note = method === "deemed" || method === "imported" ? [texts.provesNot[method]] : []
  const said = [texts.proves, ...note, texts.keep, ...warnings(lines, language)]
  const blocks: Block[] = [
    { kind: "list", items: rows.map(([what, value]) => `${what}: ${value}`) },
    ...wordsBlocks(lines, language),
    ...section(texts.entries, null, texts.entriesHead, entryRows(lines, language)),
    { kind: "heading", text: texts.provesHead },
    ...said.map((text): Block => ({ kind: "paragraph", text })),
  ]
  const organisation = organisationIn({ policy }, language)
  return outgoingLetter({ language, organisation }, texts.title(happened), blocks)
}

function evidenceIn(
  { source, method, words }: ConsentEvidence,
  title: Text | null,
  language: Locale,
): string {
  const known = `${title?.[language] ?? source}: ${textsIn(language).consentReceipt.methods[method]}`
  return [known, ...(words ? [inline(words)] : [])].join("; ")
}

const wordsBlocks = (lines: readonly ReceiptLine[], language: Locale): Block[] => {
  const texts = textsIn(language).consentReceipt
  const read = lines.flatMap(({ words }) => (words ? [words] : []))
  if (read.length === 0) return []
  return [
    { kind: "heading", text: texts.words },
    ...read.flatMap(({ lines: said, hash }): Block[] => [
      { kind: "quote", label: texts.wordsHash(hash), text: said.join("\n") },
    ]),
  ]
}

const entryRows = (lines: readonly ReceiptLine[], language: Locale): string[][] =>
  lines.flatMap(({ operation, entry }) =>
    entry ? [[operationsIn([operation], language), entry.id, sha256(`\0${entry.leaf}`)]] : [],
  )

function warnings(lines: readonly ReceiptLine[], language: Locale): string[] {
  const texts = textsIn(language).consentReceipt
  const [altered, old] = [
    lines.some(({ entry, words }) => entry?.matches === false || (words && hashOf(words) !== words.hash)),
    lines.some(({ entry }) => entry === null),
  ]
  return [...(altered ? [texts.unmatched] : []), ...(old ? [texts.noEntry] : [])]
}

const hashOf = ({ lines }: { lines: readonly string[] }) => sha256(lines.join("\n"))

/** The same for machines: whoever has it checks each entry's commitment with SHA-256 alone. */
export function receiptJson(receipt: ConsentReceipt): string {
  const { policy, lines, at, ...said } = receipt
  const events = lines.map(({ operation, words, entry }) => ({
    operation,
    words: words && { text: words.lines.join("\n"), sha256: words.hash },
    ledger: entry && { ...entry, leafHash: sha256(`\0${entry.leaf}`) },
  }))
  const told = { ...said, at: at.toISOString(), controller: policy.organisation.legalName, events }
  return `${JSON.stringify({ kind: "consent-receipt", version: 1, ...told }, null, 2)}\n`
}

type File = { name: string; body: string | Buffer }

/** Which entries of a receipt stand under a signed checkpoint: what `receiptProofFile` can give. */
export const provenEntries = (ctx: Ctx, { lines }: ConsentReceipt): Promise<Set<string>> =>
  provenOf(
    ctx,
    lines.flatMap(({ entry }) => (entry ? [entry.id] : [])),
  )

/**
 * The proof of one entry of a receipt, to be checked by machine. Throws NotFound as consentReceipt does and for an entry
 * that is not in it, NotAllowedNow while it cannot be proven yet.
 */
export async function receiptProofFile(
  house: House,
  signed: Signed<SubjectActor>,
  id: string,
  entryId: string,
): Promise<File> {
  return asSigned(house, signed, randomUUID(), async (ctx) => {
    const receipt = await consentReceipt(ctx, id)
    const entry = receipt.lines.find((line) => line.entry?.id === entryId)?.entry
    const read = entry && entryIn(entry.leaf)
    if (!read) throw new NotFound()
    const proof = await receiptOf(ctx, { ...entry, entry: read })
    if (!proof) throw new NotAllowedNow()
    return { name: `${nameOf(receipt)}-${proof.index + 1}`, body: proof.text }
  })
}

const nameOf = ({ id }: ConsentReceipt) => `consent-${id.slice(0, 8)}`

const read = (house: House, signed: Signed<SubjectActor>, id: string) =>
  asSigned(house, signed, randomUUID(), (ctx) => consentReceipt(ctx, id))

/** The receipt as PDF in the reader's language. Throws NotFound as consentReceipt does. */
export async function receiptPdfFile(house: House, signed: Signed<SubjectActor>, id: string): Promise<File> {
  const receipt = await read(house, signed, id)
  const letter = receiptLetter(receipt, signed.actor.locale)
  const url = verifyUrl(house.appUrl)
  const code = { text: url, caption: translatorFor(letter.language, "receipts")("consent.caption", { url }) }
  const body = await pdfOf(receipt, letter, { number: receipt.id.slice(0, 8), at: receipt.at, code })
  return { name: nameOf(receipt), body }
}

/** The receipt as JSON. Throws NotFound as consentReceipt does. */
export async function receiptJsonFile(house: House, signed: Signed<SubjectActor>, id: string): Promise<File> {
  const receipt = await read(house, signed, id)
  return { name: nameOf(receipt), body: receiptJson(receipt) }
}
