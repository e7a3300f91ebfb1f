import { formatLongDate } from "@/lib/format/date"
import { inline } from "@/lib/letters/clean"
import type { AnswerChannel, Block, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { dataProtectionIn, quoted } from "@/lib/letters/phrases"
import type { LetterTexts } from "@/lib/letters/texts/shape"
import { textsIn } from "@/lib/letters/texts/texts-in"

const present = (lines: (string | null)[]): string[] =>
  lines.filter((line): line is string => line !== null && line !== "")

const parties = (input: SignedLetterInput, texts: LetterTexts): Block => {
  const { organisation, person, representative } = input
  const to = [
    inline(organisation.name),
    organisation.address && inline(organisation.address),
    dataProtectionIn(organisation),
  ]
  const from = [
    inline(person.name),
    person.pin && `${texts.pin}: ${inline(person.pin)}`,
    `${texts.contact}: ${inline(person.contact)}`,
    representative
      ? `${texts.representedBy}: ${inline(representative.name)} (${inline(representative.authority)})`
      : null,
  ]
  return {
    kind: "parties",
    rows: [
      { label: texts.to, lines: present(to) },
      { label: texts.from, lines: present(from) },
    ],
  }
}

const answerChannel = (channel: AnswerChannel, texts: LetterTexts): string => {
  switch (channel.kind) {
    case "cabinet":
      return texts.answerTo.cabinet
    case "visit":
      return texts.answerTo.visit
    case "email":
      return texts.answerTo.email(inline(channel.address))
    case "post":
      return texts.answerTo.post(inline(channel.address))
  }
}

/** What staff entered names nobody's signature: on whose word, how it came, when, and when it was entered. */
const registration = (
  by: string,
  { signedOn, language }: SignedLetterInput,
  { channel, enteredOn }: Extract<SignedLetterInput["signing"], { method: "registered" }>,
  { registered: labels }: LetterTexts,
): Block[] => [
  { kind: "heading", text: labels.heading },
  {
    kind: "signature",
    rows: [
      { label: labels.by, value: inline(by) },
      { label: labels.how, value: labels.channel[channel] },
      { label: labels.received, value: formatLongDate(signedOn, language) },
      { label: labels.entered, value: formatLongDate(enteredOn, language) },
    ],
    line: null,
  },
]

const signature = (input: SignedLetterInput, texts: LetterTexts): Block[] => {
  const { signing, person, representative, signedOn, language } = input
  const labels = texts.signature
  const by = representative ? `${representative.name} (${texts.onBehalfOf(person.name)})` : person.name
  if (signing.method === "registered") return registration(by, input, signing, texts)
  const undertaking = signing.method === "password" ? inline(signing.undertaking ?? "") : ""
  return [
    { kind: "heading", text: labels.heading },
    {
      kind: "signature",
      rows: [
        { label: labels.by, value: inline(by) },
        { label: labels.method, value: labels[signing.method] },
        { label: labels.date, value: formatLongDate(signedOn, language) },
        ...(undertaking ? [{ label: labels.undertaking, value: undertaking }] : []),
      ],
      line: signing.method === "paper" ? labels.line : null,
    },
  ]
}

/**
 * A letter the person signs, after rule 3: organisation, person, PIN, contact, what is asked, channel for the answer,
 * signature with date. `asked` are the blocks that say what is asked; no reason is among them.
 */
export const signedLetter = (
  input: SignedLetterInput,
  title: string,
  asked: Block[],
  closing: string,
): Letter => {
  const texts = textsIn(input.language)
  return {
    direction: "incoming",
    language: input.language,
    title,
    blocks: [
      parties(input, texts),
      ...asked,
      ...quoted(texts.ownWords, input.words),
      { kind: "paragraph", text: closing },
      { kind: "paragraph", text: texts.answerBy(answerChannel(input.answerChannel, texts)) },
      ...signature(input, texts),
    ],
  }
}
