import type { Locale } from "@/lib/context"
import { verifierKey } from "@/lib/ledger/note"
import { inline } from "@/lib/letters/clean"
import type { Block, Organisation } from "@/lib/letters/letter"
import { letterHash } from "@/lib/letters/letter-text"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { section } from "@/lib/letters/phrases"
import { renderLetterPdf } from "@/lib/letters/render-letter-pdf"
import { utf8 } from "@/lib/receipts/bytes"
import { checkReceipt } from "@/lib/receipts/check-receipt"
import type { HeldEntry } from "@/lib/receipts/held-entries"
import { readKey } from "@/lib/receipts/signed-note"
import { readProof } from "@/lib/receipts/tlog-proof"
import { type Told, verdictWords } from "@/lib/receipts/words"
import { translatorFor } from "@/messages/translator"
import { verdictTexts } from "@/messages/verdict"

/** Where receipts are checked; nothing about anybody stands in the address. */
export const verifyUrl = (appUrl: string): string => new URL("/verify", appUrl).href

type Made = { number: string; language: Locale; held: HeldEntry; text: string }
type House = { appUrl: string; ledgerKey: Buffer }

/**
 * A receipt on paper: what it proves and what not, in the words in which the page and the command line say it, because it
 * is checked here as they check it. Throws where it does not hold: no paper says what a check would deny.
 */
export async function receiptPdf(
  { appUrl, ledgerKey }: House,
  { organisation, accent }: { organisation: Organisation; accent: string | undefined },
  { number, language, held, text }: Made,
): Promise<Buffer> {
  const { origin } = readProof(text).checkpoint
  const published = verifierKey({ name: origin, publicKey: ledgerKey })
  const key = await readKey(published)
  const verdict = await checkReceipt(utf8(text), key ? [key] : [])
  if (!verdict.holds) throw new Error("a receipt did not verify under the ledger's own key")
  const told = verdictWords(verdict, verdictTexts(language))
  const letter = outgoingLetter(
    { language, organisation },
    translatorFor(language, "receipts")("pdf.title", { number }),
    blocksOf(told, { language, held, published }),
  )
  const caption = translatorFor(language, "receipts")("pdf.caption", { url: verifyUrl(appUrl) })
  return renderLetterPdf(letter, {
    registrationNumber: number,
    registeredAt: new Date(held.entry.at),
    hash: letterHash(letter),
    organisation,
    code: { text: verifyUrl(appUrl), caption },
    ...(accent ? { accent } : {}),
  })
}

function blocksOf(
  { proven, notProven, content }: Told,
  { language, held, published }: { language: Locale; held: HeldEntry; published: string },
): Block[] {
  const [t, texts] = [translatorFor(language, "receipts"), verdictTexts(language)]
  const rows = content.map(({ key, value }) => [inline(key), inline(value)])
  return [
    { kind: "heading", text: texts.provenHead },
    { kind: "list", items: proven.map(inline) },
    ...section(texts.contentHead, null, [t("pdf.what"), t("pdf.value")], rows),
    { kind: "heading", text: texts.notProvenHead },
    { kind: "list", items: notProven.map(inline) },
    { kind: "heading", text: t("pdf.numbers") },
    { kind: "list", items: [`${t("pdf.entry")}: ${held.entry.id}`, `${t("pdf.key")}: ${published}`] },
  ]
}
