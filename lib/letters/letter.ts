import type { Locale } from "@/lib/format/locale"

/** A piece of a letter. Texts are plain, already cleaned by `inline` or `multiline`, and never markup. */
export type Block =
  | { kind: "parties"; rows: { label: string; lines: string[] }[] }
  | { kind: "heading"; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "quote"; label: string; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "table"; head: string[]; rows: string[][] }
  | { kind: "signature"; rows: { label: string; value: string }[]; line: string | null }

/** `incoming` letters are the person's, `outgoing` ones the organisation's. */
export type Letter = {
  direction: "incoming" | "outgoing"
  language: Locale
  title: string
  blocks: Block[]
}

/** A date without time, `YYYY-MM-DD`. */
export type Day = string

/** The organisation in the letter's language; `dataProtection` is who answers for personal data. */
export type Organisation = {
  name: string
  address: string | null
  dataProtection: { title: string; email: string; phone: string; address?: string }
}

/** Who writes. `pin` is null for somebody who is no customer, such as a contact person. */
export type Person = { name: string; pin: string | null; contact: string }

/** Who signs for the person, and by what right (a power of attorney, guardianship). */
export type Representative = { name: string; authority: string }

export type OperationCode = "collect" | "use" | "store" | "transfer" | "cross_border"

/** What happened to a consent. */
export type ConsentEventKind = "asked" | "given" | "refused" | "withdrawn" | "expired" | "invalid"
/** How it came about (rule 7). */
export type ConsentMethod =
  | "signed"
  | "ticked"
  | "deemed"
  | "imported"
  | "registered"
  | "system"
  /** The link of a message the organisation sent, and the answer STOP to one. */
  | "link"
  | "sms"

export type AnswerChannel =
  | { kind: "cabinet" }
  | { kind: "email"; address: string }
  | { kind: "post"; address: string }
  | { kind: "visit" }

/**
 * `password`: typed again in the cabinet, or a code sent to a contact held before, `undertaking` being the policy's words
 * that accept it; `session`: sent from the cabinet by who is signed in to it; `paper`: by hand; `registered`: staff entered
 * what came to them otherwise than through the cabinet.
 */
export type Signing =
  | { method: "password"; undertaking?: string }
  | { method: "session" }
  | { method: "paper" }
  | { method: "registered"; channel: EntryChannel; enteredOn: Day }

/** What is kept of how a letter was signed: which of the two was typed, too. */
export type SignedBy = Signing["method"] | "code"

/** The ways by which a request reaches staff, who enter it. */
export const entryChannels = ["paper", "phone", "email", "visit", "desk"] as const
export type EntryChannel = (typeof entryChannels)[number]

/** What every letter a person signs carries. `words` are the person's own, if they add any. */
export type SignedLetterInput = {
  language: Locale
  organisation: Organisation
  person: Person
  representative?: Representative
  answerChannel: AnswerChannel
  signedOn: Day
  signing: Signing
  words?: string
}

/** A statement's source: a clause of the organisation's policy, or an act with its article. */
export type Citation = { clause: string } | { act: string; article?: string }

/** A coded ground in the letter's language, each with its own sources. */
export type Ground = { title: string; cites: readonly Citation[] }

/** How long: to a date, to an event (and some time after it), or as long as a record stays open. */
export type Until =
  | { kind: "day"; day: Day }
  | { kind: "event"; event: string; plus?: { n: number; unit: "years" | "months" | "days" } }
  | { kind: "record"; record: string; reviewOn?: Day }
