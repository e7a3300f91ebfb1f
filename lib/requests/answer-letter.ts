import { dayIn } from "@/lib/deadlines/day"
import { decisionOf, subjectOfLine } from "@/lib/fulfilment/decision-of"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { decisionLetter } from "@/lib/letters/decision-letter"
import { groundInLetter } from "@/lib/letters/grounded"
import type { Letter } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { category, right, textIn } from "@/lib/policy/lookup"
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
  const decision = decisionOf(inForce, answer.plan.operations, language)
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

function whatOf(inForce: InForce, part: Part, plan: PlanDraft): string {
  const { scope, language } = part
  if (scope.right === "erasure")
    return scope.categories.map((code) => textIn(category(inForce.policy, code).title, language)).join(", ")
  if (scope.right === "rectification") return textIn(category(inForce.policy, scope.category).title, language)
  return [...new Set(plan.operations.map((line) => subjectOfLine(inForce, line, language)))].join(", ")
}
