import { dayIn } from "@/lib/deadlines/day"
import { NotAllowedNow } from "@/lib/errors"
import { actOfLine, decisionOf, operationsOfGap, subjectOfLine } from "@/lib/fulfilment/decision-of"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { type Decision, decisionLetter } from "@/lib/letters/decision-letter"
import { groundInLetter } from "@/lib/letters/grounded"
import type { Letter, OperationCode } from "@/lib/letters/letter"
import { type DeclinedOutcome, type GrantedOutcome, replyLetter } from "@/lib/letters/reply-letter"
import type { InForce } from "@/lib/policy/editions"
import { category, purpose, right, textIn } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { routeInLetter } from "@/lib/requests/appeal-route"
import { aboutTitles } from "@/lib/requests/authority"
import { organisationIn } from "@/lib/requests/request-text"
import { erasedIn, isEffectScope, isOwnClaim, restrictedIn, stoppedIn } from "@/lib/requests/scope"
import { sweptRules } from "@/lib/requests/swept-rules"

export type Refusal = { ground: string; reason: string }

/** Who is written to, by which units, and where the portal is reached. */
type Head = { name: string; by: string[]; appUrl: string }
type Answer = Head & { plan: PlanDraft; refusal: Refusal | null; explanation: string }

/** What an answer in words came to; only what is declined, in whole or in part, has a ground, and it always has one. */
export type Result = { outcome: GrantedOutcome; ground: null } | { outcome: DeclinedOutcome; ground: string }

/**
 * The answer in the person's language, generated from the decision: what the plan does, keeps and lets continue, or the
 * refusal with its ground, law and words; with the appeal route of the right (rules 2, 8, 26). Throws NotAllowedNow
 * for a plan of what is answered in words: there is none.
 */
export function answerLetter(inForce: InForce, part: Part, answer: Answer): Letter {
  if (part.kind === "answer" && !answer.refusal) throw new NotAllowedNow("answered_in_words")
  const { language } = part
  const planned = decisionOf(inForce, answer.plan, language)
  const found = { ...planned, done: [...planned.done, ...askedBeside(inForce, part, answer)] }
  const refused = answer.refusal
    ? [
        {
          what: whatOf(inForce, part, answer.plan),
          ground: groundInLetter(inForce, answer.refusal.ground, language),
          explanation: answer.refusal.reason,
        },
      ]
    : []
  const decision = { ...found, refused }
  // All that was asked about is gone from the sources by now: that is the answer, and it is said of the whole.
  const isGone = Object.values(decision).every((rows) => rows.length === 0)
  const gone = { what: whatOf(inForce, part, answer.plan), act: "absent" as const }
  return decisionLetter({
    ...letterhead(inForce, part, answer),
    unasked: sweptRules(inForce, part),
    decision: isGone ? { ...decision, done: [gone] } : decision,
    ...(answer.explanation.trim() ? { explanation: answer.explanation } : {}),
  })
}

/** The answer in words in the person's language, with what it came to, its ground and the appeal route (rules 17, 26). */
export function replyInWords(
  inForce: InForce,
  part: Part,
  answer: Head & { words: string; result: Result },
): Letter {
  const { language } = part
  const { result, words } = answer
  const { request, ...head } = letterhead(inForce, part, answer)
  return replyLetter({
    ...head,
    request: { ...request, about: aboutOf(inForce, part), ours: isOwnClaim(part.scope) },
    result:
      result.ground === null
        ? { outcome: result.outcome }
        : { ...result, ground: groundInLetter(inForce, result.ground, language) },
    words,
  })
}

/** What every answer carries: who writes to whom, on what, and where to turn against it. */
export function letterhead(inForce: InForce, part: Part, { name, by, appUrl }: Head) {
  const { language } = part
  const promised = right(inForce.policy, part.right)
  return {
    language,
    organisation: organisationIn(inForce, language),
    person: { name },
    request: {
      number: part.number,
      receivedOn: dayIn(part.receivedAt, inForce.policy.organisation.timezone),
      right: textIn(promised.title, language),
    },
    by,
    appealRoute: routeInLetter(inForce, part, appUrl),
  }
}

/** What an answer in words is about, by title; nothing where nothing was named. */
const aboutOf = (inForce: InForce, { scope, language }: Part): string[] =>
  "about" in scope ? aboutTitles(inForce, scope, language) : []

/**
 * What the person asked for of which no source has anything left to stop or to erase: the answer names it too (rules 2,
 * 19).
 */
function askedBeside(
  inForce: InForce,
  { scope, language }: Part,
  { plan, refusal }: Answer,
): Decision["done"] {
  if (refusal) return []
  const told = plan.operations.filter((line) => line.ground || actOfLine(line))
  const held = new Set([
    ...told.flatMap((line) => [line.category, ...Object.keys(line.planned?.items ?? {})]),
    ...plan.gaps.flatMap(({ wanted }) => ("category" in wanted ? [wanted.category] : [])),
  ])
  const absent = [...new Set([...erasedIn(scope), ...restrictedIn(scope)])]
    .filter((code) => !held.has(code))
    .map((code) => ({ what: textIn(category(inForce.policy, code).title, language), act: "absent" as const }))
  const stopping = new Set([
    ...plan.operations.flatMap((line) => line.operations.map((operation) => `${line.purpose}/${operation}`)),
    ...plan.gaps.flatMap((gap) =>
      operationsOfGap(gap).map(
        (operation) => `${"purpose" in gap.wanted ? gap.wanted.purpose : ""}/${operation}`,
      ),
    ),
  ])
  const stopped = stoppedIn(scope).flatMap(({ purpose: code, operations }) => {
    const left = operations.filter((operation) => !stopping.has(`${code}/${operation}`)) as OperationCode[]
    const what = textIn(purpose(inForce.policy, code).title, language)
    return left.length > 0 ? [{ what, act: "stop" as const, operations: left }] : []
  })
  return [...absent, ...stopped]
}

function whatOf(inForce: InForce, part: Part, plan: PlanDraft): string {
  const { scope, language } = part
  if ("categories" in scope)
    return scope.categories.map((code) => textIn(category(inForce.policy, code).title, language)).join(", ")
  if (scope.right === "rectification") return textIn(category(inForce.policy, scope.category).title, language)
  if ("about" in scope || isEffectScope(scope))
    return aboutOf(inForce, part).join(", ") || textIn(right(inForce.policy, part.right).title, language)
  return [...new Set(plan.operations.map((line) => subjectOfLine(inForce, line, language)))].join(", ")
}
