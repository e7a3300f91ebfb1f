/**
 * What a part is about, as stored: codes only, so that it can stand in the open. What a correction changes is personal
 * and stands sealed in the plan and the letter.
 */
export type PartScope =
  | { right: "erasure"; categories: string[] }
  | { right: "restriction"; categories: string[] }
  | { right: "withdrawal"; purposes: { purpose: string; operations: string[] }[] }
  | { right: "rectification"; category: string; field: string }
  | ReadingScope
  | { right: AnswerRight; about: string[]; from?: "organisation" }
  /** What a state body asks to be told: categories. */
  | { right: "authority_request"; about: string[] }

/**
 * What is read and handed over. `service`: goes to this service of the policy's; `atDesk`: the person has no cabinet,
 * and staff hand it over.
 */
export type ReadingScope = { right: ReadingRight; categories: string[]; service?: string; atDesk?: true }

/** Rights that are answered with what the sources hold: nothing changes in them. */
export const readingRights = ["access", "copy", "portability"] as const
export type ReadingRight = (typeof readingRights)[number]

/** Whether a right, by its code, is answered with what the sources hold. */
export const isReadingRight = (code: string): code is ReadingRight =>
  readingRights.some((right) => right === code)

/** Whether a part is answered with what the sources hold. */
export const isReading = (scope: PartScope): scope is ReadingScope => isReadingRight(scope.right)

/** Rights that are answered in words: nothing is planned in a source, an officer writes the answer. */
export const answerRights = [
  "existence",
  "objection",
  "automated_review",
  "question",
  "complaint",
  "claim",
] as const
export type AnswerRight = (typeof answerRights)[number]
export type AnswerScope = { right: AnswerRight; about: string[] }

/** Whether it is the organisation that claims something of the person, who answers. */
export const isOwnClaim = (scope: PartScope): boolean => "from" in scope && scope.from === "organisation"

/** Whether a right, by its code, is one that is answered in words. */
export const isAnswerRight = (code: string): code is AnswerRight =>
  answerRights.some((right) => right === code)
