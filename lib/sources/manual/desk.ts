import type { Identifiers, Json } from "../connector"
import type { PlannedOperation } from "../operation"
import type { ManualMap } from "./map"

/** How a task's line is answered: done, nothing there of the person, or cannot be done, upon a coded ground. */
export const ANSWERS = ["done", "not_found", "exception"] as const
export type Answer = (typeof ANSWERS)[number]

/** What one task asks about one category; `mark` is the plan's own name of it, and says nothing of the person. */
export type Line = {
  readonly mark: string
  readonly op: PlannedOperation["op"]
  readonly category: string
  readonly fields: readonly string[]
}

/** A line as it stands: what was asked under which key, and what was answered, by whom and when. */
export type Stated = Line & {
  readonly key: string
  /** The task's id. */
  readonly task: string
  readonly answer: Answer | null
  /** Papers or records it was done to. */
  readonly count: number
  /** When it was answered, or, while nobody has, asked. */
  readonly at: string
}

/** What is asked about one person at once. `shown` is all that is said of them; `values` are new ones by mark. */
export type Asking = {
  readonly source: string
  readonly subject: string
  readonly key: string
  readonly lines: readonly Line[]
  readonly shown: Identifiers
  readonly values: Readonly<Record<string, Readonly<Record<string, Json>>>>
}

/** Where tasks to people are kept, and what they answered. */
export type Desk = {
  /** Opens the task, unless one under this key was opened before. */
  ask(map: ManualMap, asking: Asking): Promise<void>
  /** Every line of every task about a person that stands, the oldest first. */
  stated(source: string, subject: string): Promise<readonly Stated[]>
}
