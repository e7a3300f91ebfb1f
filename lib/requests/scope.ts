/**
 * What a part is about, as stored: codes only, so that it can stand in the open. What a correction changes is personal
 * and stands sealed in the plan and the letter.
 */
export type PartScope =
  | { right: "erasure"; categories: string[] }
  | { right: "restriction"; categories: string[] }
  | { right: "withdrawal"; purposes: { purpose: string; operations: string[] }[] }
  | { right: "rectification"; category: string; field: string }
  | { right: AnswerRight; about: string[] }

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
export type AnswerScope = Extract<PartScope, { about: string[] }>

/** Whether a right, by its code, is one that is answered in words. */
export const isAnswerRight = (code: string): code is AnswerRight =>
  answerRights.some((right) => right === code)
