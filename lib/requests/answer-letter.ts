import { dayIn } from "@/lib/deadlines/day"
import { decisionOf, operationsOfGap, subjectOfLine } from "@/lib/fulfilment/decision-of"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { type Decision, decisionLetter } from "@/lib/letters/decision-letter"
import { groundInLetter } from "@/lib/letters/grounded"
import type { Letter, OperationCode } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { category, purpose, right, textIn } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { organisationIn } from "@/lib/requests/request-text"

export type Refusal = { ground: string; reason: string }

type Answer = { name: string; plan: PlanDraft; refusal: Refusal | null; explanation: string; by: string[] }

/**
 * The answer in the person's language, generated from the decision: what the plan does, keeps and lets continue, or the
 * refusal with its ground, law and words; with the appeal route of the right (rules 2, 8, 26).
 */
export function answerLetter(inForce: InForce, part: Part, answer: Answer): Letter {
  const { language } = part
  const planned = decisionOf(inForce, answer.plan, language)
  const decision = { ...planned, done: [...planned.done, ...askedBeside(inForce, part, answer)] }
  const refused = answer.refusal
    ? [
        {
          what: whatOf(inForce, part, answer.plan),
          ground: groundInLetter(inForce, answer.refusal.ground, language),
          explanation: answer.refusal.reason,
        },
      ]
    : []
  const promised = right(inForce.policy, part.right)
  const route = promised.appeal.flatMap((code) =>
    inForce.profile.complaintRoute.filter((step) => step.code === code),
  )
  return decisionLetter({
    language,
    organisation: organisationIn(inForce, language),
    person: { name: answer.name },
    request: {
      number: part.number,
      receivedOn: dayIn(part.receivedAt, inForce.policy.organisation.timezone),
      right: textIn(promised.title, language),
    },
    decision: { ...decision, refused },
    by: answer.by,
    ...(answer.explanation.trim() ? { explanation: answer.explanation } : {}),
    appealRoute: route.map(({ title, description, site }) => ({
      title: textIn(title, language),
      description: textIn(description, language),
      ...(site ? { site } : {}),
    })),
  })
}

/**
 * What the person asked for of which no source has anything left to stop or to erase: the answer names it too (rules 2,
 * 19).
 */
function askedBeside(
  inForce: InForce,
  { scope, language }: Part,
  { plan, refusal }: Answer,
): Decision["done"] {
  if (refusal || scope.right === "rectification") return []
  if (scope.right === "erasure") {
    const told = new Set([
      ...plan.operations.map((line) => line.category),
      ...plan.gaps.flatMap(({ wanted }) => ("category" in wanted ? [wanted.category] : [])),
    ])
    return scope.categories
      .filter((code) => !told.has(code))
      .map((code) => ({ what: textIn(category(inForce.policy, code).title, language), act: "absent" }))
  }
  const told = new Set([
    ...plan.operations.flatMap((line) => line.operations.map((operation) => `${line.purpose}/${operation}`)),
    ...plan.gaps.flatMap((gap) =>
      operationsOfGap(gap).map(
        (operation) => `${"purpose" in gap.wanted ? gap.wanted.purpose : ""}/${operation}`,
      ),
    ),
  ])
  return scope.purposes.flatMap(({ purpose: code, operations }) => {
    const left = operations.filter((operation) => !told.has(`${code}/${operation}`)) as OperationCode[]
    const what = textIn(purpose(inForce.policy, code).title, language)
    return left.length > 0 ? [{ what, act: "stop" as const, operations: left }] : []
  })
}

function whatOf(inForce: InForce, part: Part, plan: PlanDraft): string {
  const { scope, language } = part
  if (scope.right === "erasure")
    return scope.categories.map((code) => textIn(category(inForce.policy, code).title, language)).join(", ")
  if (scope.right === "rectification") return textIn(category(inForce.policy, scope.category).title, language)
  return [...new Set(plan.operations.map((line) => subjectOfLine(inForce, line, language)))].join(", ")
}
