import { termInWords } from "@/lib/deadlines/explain-due-date"
import type { Locale } from "@/lib/format/locale"
import type { AppealStep } from "@/lib/letters/outgoing-letter"
import type { InForce } from "@/lib/policy/editions"
import { offeredRight, right, termOf, textIn } from "@/lib/policy/lookup"
import type { RouteStep } from "@/lib/policy/profile-schema"
import type { Part } from "@/lib/requests/access"
import { APPEAL_SCOPE } from "@/lib/requests/prepare-appeal"

/** The steps a policy names against decisions on a right, in order; an appeal is not appealed against here again. */
export function routeOf(
  { policy, profile }: Pick<InForce, "policy" | "profile">,
  part: Pick<Part, "right" | "appealOf">,
): RouteStep[] {
  return right(policy, part.right)
    .appeal.flatMap((code) => profile.complaintRoute.filter((step) => step.code === code))
    .filter(({ here }) => !(here && part.appealOf))
}

/** Where the ready appeal against a part stands in the cabinet. */
export const appealPath = ({ number, id }: Pick<Part, "number" | "id">): string =>
  `/cabinet/requests/${number}/appeal?part=${id}`

/** The route as a letter tells it: names, addresses, the term of an answer here and the way to the ready appeal. */
export function routeInLetter(inForce: InForce, part: Part, appUrl: string): AppealStep[] {
  const { language } = part
  const taken = offeredRight(inForce.policy, APPEAL_SCOPE.right)
  return routeOf(inForce, part).map(({ title, description, site, address, here }) => ({
    title: textIn(title, language),
    description: textIn(description, language),
    ...(address ? { address: textIn(address, language) } : {}),
    ...(site ? { site } : {}),
    ...(here && taken ? appealHere(inForce, part, appUrl, language) : {}),
  }))
}

const appealHere = (inForce: InForce, part: Part, appUrl: string, language: Locale) => ({
  within: termInWords(termOf(inForce, APPEAL_SCOPE.right).term, language),
  link: `${appUrl}${appealPath(part)}`,
})
