import type { Identifiers, Item } from "@/lib/sources/connector"

/**
 * So many rows of one category; `after`: the `next` of the answer before, so that these begin behind its last row,
 * whatever came or went.
 */
export type RecordsQuestion = {
  readonly identifiers: Identifiers
  readonly category: string
  readonly limit: number
  readonly after: string | null
}

/** An item whose name nobody asked for yet. */
export type Unnamed = Omit<Item, "id">

/** Rows as the source wrote them, to be put away and opened when they are needed. */
export type RecordBlock = {
  readonly rows: number
  readonly items: number
  readonly text: string
  /** None of it is about anybody else, and none is a scan. */
  readonly isPlain: boolean
  /** The rows of such a text one by one, the items of each together, as `read` gives them but for their names. */
  open(text: string): Iterable<readonly Unnamed[]>
  /** The name of an item of this block, as `read` gives it. */
  idOf(item: Unnamed): string
}
export type RecordsAnswer = {
  readonly source: string
  readonly subjects: readonly string[]
  readonly block: RecordBlock | null
  /** It holds keys: it never leaves memory. */
  readonly next: string | null
}
