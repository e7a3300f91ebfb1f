import type { FieldType } from "@/lib/policy/schema"
import type {
  Applied,
  AppliedAll,
  Beside,
  PlanAnswer,
  PlannedOperation,
  VerifyAnswer,
  Wanted,
} from "@/lib/sources/operation"
import type { RecordsAnswer, RecordsQuestion } from "@/lib/sources/record-block"

/* The one interface every source speaks. Types only; no answer comes without the source's own key of its person. */

/** Anything that survives JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What is known of one person in one source; `kind` is named in the data map (customer_id, pin, phone, email). */
export type Identifiers = readonly { readonly kind: string; readonly value: string }[]

/** A scan is never inlined: the item says how many bytes there are. What no program reads is looked up when asked for. */
export type ItemValue = Json | { readonly bytes: number } | { readonly askedFor: true }

/** One datum about one person. Money and exact numbers are decimal strings; timestamps are ISO 8601 in UTC. */
export type Item = {
  /** Stable: the place and a digest of the row's key, fit for a URL (holds no personal data). */
  readonly id: string
  readonly source: string
  /** The source's own key of the person, as text. */
  readonly subject: string
  readonly category: string
  readonly field: string
  readonly value: ItemValue
  readonly type: FieldType
  /** Who gave it (a code of the policy) and when: an ISO date, or a date-time in UTC. */
  readonly origin: { readonly by: string; readonly at: string | null }
  /** The value is about somebody else as well (a relative's phone). */
  readonly thirdPerson: boolean
  /** Where it lies: "core.customers.surname". */
  readonly place: string
  /** Primary key of the row, column to text. */
  readonly key: RowKey
  readonly recordedAt: string | null
}

export type RowKey = { readonly [column: string]: string }

export type Page = { readonly offset: number; readonly limit: number }

export type CategoryCount = {
  readonly category: string
  readonly items: number
  readonly thirdPerson: boolean
}

export type CountQuestion = { readonly identifiers: Identifiers; readonly categories?: readonly string[] }
export type CountAnswer = {
  readonly source: string
  readonly subjects: readonly string[]
  readonly categories: readonly CategoryCount[]
  readonly readAt: string
}

/** When the last item of a category was recorded, as items say it; null where the source does not say it of each. */
export type LastRecorded = { readonly category: string; readonly at: string | null }

export type ReadQuestion = CountQuestion & { readonly page?: Page }
export type ReadAnswer = {
  readonly source: string
  readonly subjects: readonly string[]
  readonly items: readonly Item[]
  /** Items in all the categories asked for, not only on this page. */
  readonly total: number
  readonly nextOffset: number | null
  readonly readAt: string
}

export type BinaryAnswer = {
  readonly source: string
  readonly subject: string
  readonly place: string
  readonly bytes: Uint8Array
  /** As the source states it; sniff before serving. */
  readonly mediaType: string | null
}

/**
 * Whose data: of these categories, recorded from one instant to the other (ISO 8601; what the source dates nowhere counts
 * whatever the window), of these keys of the source alone where given.
 */
export type Touched = {
  readonly categories: readonly string[]
  readonly from: string | null
  readonly to: string | null
  readonly keys: readonly string[] | null
}

/** What somebody is known by in a source, its own key first, and the language it has for them. */
export type TouchedPerson = { readonly identifiers: Identifiers; readonly language: string | null }

/** People in the order of the source's keys, beyond the last one seen. */
export type TouchedPage = { readonly after: string | null; readonly most: number }

export type FactAnswer = {
  readonly source: string
  readonly subjects: readonly string[]
  readonly value: true | false | "unknown"
  /** Calendar date (YYYY-MM-DD) since when it holds. */
  readonly since: string | null
  /** Codes, identifiers and dates of the source: no names, no contacts. */
  readonly evidence: Json
  readonly readAt: string
}

export interface Connector {
  readonly name: string
  /** What the source calls its own key of a person, such as "customer_id". */
  readonly subjectKind: string
  /** The kinds of identifiers that name one person for life there. */
  readonly proves: readonly string[]
  /** The fields that make up what a person is called, in the order they are said; none where the source has no names. */
  readonly called: readonly { readonly category: string; readonly field: string }[]
  /** The fields that make up where letters to a person go, in their order; null where it has none. */
  readonly post: { readonly category: string; readonly fields: readonly string[] } | null
  /** People keep it: no program reads it, and no backup brings back what they destroyed. */
  readonly byHand?: true
  /** Items per category; categories without items are left out. */
  count(question: CountQuestion): Promise<CountAnswer>
  /** When the last item of each category was recorded; categories without items are left out. */
  lastRecorded(question: CountQuestion): Promise<readonly LastRecorded[]>
  /** Items in the order of the data map; without `page`, the first 100. */
  read(question: ReadQuestion): Promise<ReadAnswer>
  /** The same, row by row, for whoever takes everything; missing where a source knows items alone. */
  records?(question: RecordsQuestion): Promise<RecordsAnswer>
  /** The bytes of one item of this person; null when it is not theirs, is gone, or has no bytes. */
  readBinary(identifiers: Identifiers, item: string): Promise<BinaryAnswer | null>
  plan(identifiers: Identifiers, wanted: readonly Wanted[]): Promise<PlanAnswer>
  /** One operation in its own transaction; exactly once in effect however often it is called. */
  apply(operation: PlannedOperation, idempotencyKey: string): Promise<Applied>
  /**
   * All operations of one person in one transaction, in their order. With `shown`, nothing else that the map reaches may
   * be different by it but so much; without, and where a source cannot take anything back, nobody compares.
   */
  applyAll(
    operations: readonly PlannedOperation[],
    idempotencyKey: string,
    shown?: readonly Beside[],
  ): Promise<AppliedAll>
  /** The same tried and taken back, to see what would become of it; missing where a source cannot take anything back. */
  rehearseAll?(operations: readonly PlannedOperation[], shown?: readonly Beside[]): Promise<AppliedAll>
  /** Reads again through a fresh connection. */
  verify(identifiers: Identifiers, operations: readonly PlannedOperation[]): Promise<VerifyAnswer>
  /** Named questions of the data map, such as `obligations.performed`; one answer each, in their order. */
  facts(names: readonly string[], identifiers: Identifiers): Promise<readonly FactAnswer[]>
  /** The source's keys of everybody an identifier matches: one phone may match two people. */
  find(kind: string, value: string): Promise<readonly string[]>
  /** The source's own keys of everybody in it, so many after the one given, in its order: never all at once. */
  people(after: string | null, most: number): Promise<readonly string[]>
  /** The source's keys of everybody in whose records a contact person stands; none for anybody else. */
  holders(identifiers: Identifiers): Promise<readonly string[]>
  /** How many people the source holds such data of. */
  countTouched(scope: Touched): Promise<number>
  /** A page of them. */
  touched(scope: Touched, page: TouchedPage): Promise<readonly TouchedPerson[]>
  /** The identifiers the source holds for one of its keys (contacts on file): never shown before proof. */
  identify(subject: string): Promise<Identifiers>
  /** Throws SourceUnreachable when the source does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** The sources of one deployment; `of` throws on an unknown name. */
export interface Sources {
  of(name: string): Connector
  all(): readonly Connector[]
  close(): Promise<void>
}
