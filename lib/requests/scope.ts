/**
 * What a part is about, as stored: codes only, so that it can stand in the open. What a correction changes is personal
 * and stands sealed in the plan and the letter.
 */
export type PartScope =
  | { right: "erasure"; categories: string[]; swept?: Swept }
  /** `until`: the last day it is to hold, where the person says one. */
  | { right: "restriction"; categories: string[]; until?: string }
  | { right: "withdrawal"; purposes: { purpose: string; operations: string[] }[] }
  | { right: "rectification"; category: string; field: string }
  | ReadingScope
  | (AnswerScope & { from?: "organisation" })
  /** What a state body asks to be told: categories. */
  | { right: "authority_request"; about: string[] }
  | EffectScope

/** Nobody asked: the time for which the policy keeps it was over by this day, and two people agreed to a sweep. */
export type Swept = { sweep: string; asOf: string }

/** The sweep a part belongs to; null for what somebody asked. */
export const sweptIn = (scope: PartScope): Swept | null =>
  scope.right === "erasure" ? (scope.swept ?? null) : null

/** Rights whose effects the policy knows beforehand: nothing has to be chosen, and the scope says what is changed. */
export const effectRights = [
  "human_only",
  "publication_refusal",
  "public_profile",
  "account_deletion",
  "identity_fraud",
  "child_data",
] as const
export type EffectRight = (typeof effectRights)[number]

/** Whether a right, by its code, is one whose effects the policy knows beforehand. */
export const isEffectRight = (code: string): code is EffectRight =>
  effectRights.some((right) => right === code)

type Stopped = { purpose: string; operations: string[] }

/** `back`: the person takes it back. `reviewed`: an officer does it at once, and an approver looks afterwards. */
export type EffectScope = {
  right: EffectRight
  sets: { category: string; field: string; value: string | number | boolean }[]
  stops: Stopped[]
  restricts: string[]
  erases: string[]
  back?: true
  reviewed?: "after"
}

/** Whether a part's effects are those its policy gives the right. */
export const isEffectScope = (scope: PartScope): scope is EffectScope => "erases" in scope

/** The categories a part would have erased. */
export const erasedIn = (scope: PartScope): readonly string[] =>
  scope.right === "erasure" ? scope.categories : isEffectScope(scope) ? scope.erases : []

/** The categories a part would have restricted. */
export const restrictedIn = (scope: PartScope): readonly string[] =>
  scope.right === "restriction" ? scope.categories : isEffectScope(scope) ? scope.restricts : []

/** The purposes and operations a part would have stopped. */
export const stoppedIn = (scope: PartScope): readonly Stopped[] =>
  scope.right === "withdrawal" ? scope.purposes : isEffectScope(scope) ? scope.stops : []

/** Whether an officer does it at once and alone, and an approver looks afterwards (rule 15). */
export const isReviewedAfter = (scope: PartScope): boolean =>
  isEffectScope(scope) && scope.reviewed === "after"

/** Whether a part takes consent back, and so is never refused (rules 2, 27). */
export const isWithdrawn = ({ right }: Pick<PartScope, "right">): boolean =>
  right === "withdrawal" || right === "account_deletion"

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
/** `view`: asks why staff saw the person's data, by the id of that view; `named`: and who it was. */
export type AnswerScope = { right: AnswerRight; about: string[]; view?: string; named?: true }

/** The view a part asks about; null for any other part. */
export const viewAsked = (scope: PartScope): string | null => ("view" in scope ? (scope.view ?? null) : null)

/** Whether a part asks for the name of who looked. */
export const asksName = (scope: PartScope): boolean => "named" in scope && scope.named === true

/** Whether it is the organisation that claims something of the person, who answers. */
export const isOwnClaim = (scope: PartScope): boolean => "from" in scope && scope.from === "organisation"

/** Whether a right, by its code, is one that is answered in words. */
export const isAnswerRight = (code: string): code is AnswerRight =>
  answerRights.some((right) => right === code)
