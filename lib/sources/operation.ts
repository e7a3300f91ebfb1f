import type { CategoryCount, Json, RowKey } from "@/lib/sources/connector"

/* What is wanted of a source, planned there, applied, and read again. Types only. */

/** All rows of a person in a place from one key to another, both among them, in the source's own order: so many. */
export type Span = { readonly from: RowKey; readonly to: RowKey; readonly rows: number }

/**
 * What is wanted of a source. `items` narrows to single items (ids); absent means the whole category.
 * `stop` and `allow` are by purpose and operations (absent: all of them).
 */
export type Wanted =
  | { readonly op: "erase"; readonly category: string; readonly items?: readonly string[] }
  | { readonly op: "keep"; readonly category: string; readonly items?: readonly string[] }
  | { readonly op: "restrict"; readonly category: string }
  | { readonly op: "unrestrict"; readonly category: string }
  | {
      readonly op: "correct"
      readonly category: string
      readonly field: string
      /** Which item, where the person has several; absent: the only one. */
      readonly item?: string
      readonly value: string | number | boolean | null
    }
  | { readonly op: "stop"; readonly purpose: string; readonly operations?: readonly string[] }
  | { readonly op: "allow"; readonly purpose: string; readonly operations?: readonly string[] }

export type Strategy =
  | "delete"
  | "null"
  | "fixed"
  | "hash"
  | "random_same_shape"
  | "truncate_date"
  | "detach"
  | "set"
  | "split"
  | "move"
  | "flag"
  | "keep"

/**
 * One step in one table of one source, or from one to another, over the rows named in `keys` or lying in `span`. The same
 * data give the same plan in the same order. `keys` and `after` can hold personal data: seal them at rest, never log them.
 */
export type PlannedOperation = {
  readonly source: string
  /** The source's own key of the person. */
  readonly subject: string
  readonly position: number
  /** Entry of the data map the step follows. */
  readonly entry: string
  /** "core.payments" for rows, "core.customers.surname,core.customers.first_name" for columns. */
  readonly place: string
  readonly keys: readonly RowKey[]
  /** In place of `keys`, which are none then, where the rows are too many to be named one by one. */
  readonly span?: Span
  readonly op: Wanted["op"]
  readonly strategy: Strategy
  /** For stop and allow: the category in which the flag lies. */
  readonly category: string
  readonly purpose: string | null
  /** Policy field codes touched. */
  readonly fields: readonly string[]
  /** Items touched per category: deleting a row takes every category that lies in it. */
  readonly items: Readonly<Record<string, number>>
  /** Sum of `items`. */
  readonly count: number
  /** SHA-256, lower-case hex, over the owner and canonical values of the touched columns of these rows. */
  readonly beforeHash: string
  /** The same over the values promised; null when the rows are to be gone, or are kept as they are. */
  readonly afterHash: string | null
  /** New values by column, for `correct`, `restrict`, `stop`, `allow`. */
  readonly after: Readonly<Record<string, Json>> | null
}

export type PlanAnswer = {
  readonly source: string
  readonly subjects: readonly string[]
  readonly operations: readonly PlannedOperation[]
  /** What was wanted and is not, or not wholly, in `operations`; never silently dropped. */
  readonly unplanned: readonly Unplanned[]
  readonly plannedAt: string
}

/**
 * nothing_held: no such data here (any more). not_mapped: the map has no such operation. ambiguous: several rows fit, name
 * the item. needed: rows that stay refer to these, so a `keep` operation keeps them; `by`: the categories of those rows.
 */
export type Unplanned = {
  readonly wanted: Wanted
  readonly why: "nothing_held" | "not_mapped" | "ambiguous" | "needed"
  readonly by?: readonly string[]
}

export type Evidence = {
  readonly place: string
  readonly rows: number
  /** Instant of the source's own clock. */
  readonly at: string
  /** Whoever was asked says that it cannot be done. */
  readonly why?: "exception"
}

export type Applied = {
  /** `asked`: somebody was asked to do it and has not answered; the same operation asked for again tells. */
  readonly state: "done" | "already" | "changed" | "asked"
  readonly evidence: Evidence
}

/** Items of a category that a change nobody planned takes, or gives another value. */
export type Beside = { readonly category: string; readonly items: number; readonly is: "gone" | "changed" }

/**
 * All or nothing: when one operation finds changed data, none is done and `changed` names it. `beside`: so much of what the
 * operations leave alone the source itself changed with them or, where none is done for it, would change.
 */
export type AppliedAll =
  | { readonly state: "done"; readonly results: readonly Applied[]; readonly beside?: readonly Beside[] }
  | {
      readonly state: "changed"
      readonly changed: PlannedOperation
      readonly evidence: Evidence
      readonly beside?: readonly Beside[]
    }

export type Verified = {
  readonly held: boolean
  /** Rows among `keys` still not as promised; nobody read what was `stated`. */
  readonly found: number
  readonly at: string
  readonly stated?: { readonly answer: "done" | "not_found"; readonly count: number }
}

/** The whole reach of the map for one erased category: what is still held, and how much of it the plan keeps. */
export type Reach = {
  readonly category: string
  readonly found: number
  readonly kept: number
  readonly held: boolean
}

export type VerifyAnswer = {
  readonly source: string
  readonly subjects: readonly string[]
  readonly held: boolean
  /** One per operation, in their order. */
  readonly operations: readonly Verified[]
  readonly reach: readonly Reach[]
  /** All that is held by then, where the same reading tells it; `unread`: it rests on what people stated. */
  readonly counts?: readonly CategoryCount[]
  readonly unread?: true
  readonly readAt: string
}
