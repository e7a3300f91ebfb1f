import type { Calendar } from "@/lib/policy/calendar-schema"
import type { Basis, Law, Profile, ProfileRight } from "@/lib/policy/profile-schema"
import type { Asker, Ground, RetentionRule, Right, RightCode } from "@/lib/policy/rights-schema"
import type {
  Category,
  DataOrigin,
  Field,
  Policy,
  Purpose,
  PurposeOperation,
  Recipient,
} from "@/lib/policy/schema"
import type { Citation, Locale, OperationCode, Term, Text } from "@/lib/policy/text-schema"

/** A policy with the legal profile and calendar it names; `hash` is SHA-256 (hex) over the three files' bytes. */
export type PolicyFolder = { dir: string; policy: Policy; profile: Profile; calendar: Calendar; hash: string }

/** What may stop an erasure, with who says so. */
export type AppliedGround = Ground & { origin: "policy" | "profile" }

/** A right's term as it counts: from the policy where it has one, else from the profile. */
export type ResolvedTerm = {
  term: Term
  extension: ProfileRight["extension"]
  cites: Citation[]
  assumed: boolean
}

function found<T>(value: T | undefined, kind: string, code: string): T {
  if (value === undefined) throw new Error(`The policy has no ${kind} "${code}".`)
  return value
}

const byCode = <T extends { code: string }>(list: readonly T[], kind: string, code: string): T =>
  found(
    list.find((entry) => entry.code === code),
    kind,
    code,
  )

/** The text in one language. */
export const textIn = (text: Text, locale: Locale): string => text[locale]

/** The category with this code; throws on an unknown code, as all of these do. */
export const category = (policy: Policy, code: string): Category =>
  byCode(policy.categories, "category", code)

/** The field of a category. */
export const field = (policy: Policy, categoryCode: string, code: string): Field =>
  byCode(category(policy, categoryCode).fields, `field of "${categoryCode}"`, code)

/** The purpose with this code. */
export const purpose = (policy: Policy, code: string): Purpose => byCode(policy.purposes, "purpose", code)

/** One operation of a purpose. */
export const operation = (policy: Policy, purposeCode: string, code: OperationCode): PurposeOperation =>
  byCode(purpose(policy, purposeCode).operations, `operation of "${purposeCode}"`, code)

/** The recipient with this code. */
export const recipient = (policy: Policy, code: string): Recipient =>
  byCode(policy.recipients, "recipient", code)

/** Who gave the data: the origin with this code. */
export const origin = (policy: Policy, code: string): DataOrigin => byCode(policy.origins, "origin", code)

/** The right with this code. */
export const right = (policy: Policy, code: RightCode): Right => byCode(policy.rights, "right", code)

/** In which capacity somebody asks; `rights` null: for every right the policy gives that capacity. */
export type Capacity = { kind: Asker; rights: readonly string[] | null }

/** The rights the policy gives somebody in this capacity, and their mandate where there is one, in its order. */
export const rightsFor = (policy: Pick<Policy, "rights">, asker: Asker | Capacity): Right[] => {
  const { kind, rights } = typeof asker === "string" ? { kind: asker, rights: null } : asker
  return policy.rights.filter(
    ({ askedBy, code }) => askedBy.includes(kind) && (rights?.includes(code) ?? true),
  )
}

/** The right with this code where the policy lets them ask for it: the person themselves, if nobody else is named. */
export const offeredRight = (
  policy: Pick<Policy, "rights">,
  code: string,
  asker: Asker | Capacity = "subject",
): Right | undefined => rightsFor(policy, asker).find((each) => each.code === code)

/** The categories that serve a purpose, in the policy's order. */
export const categoriesOf = (policy: Policy, purposeCode: string): Category[] =>
  policy.categories.filter((entry) => entry.purposes.includes(purposeCode))

/** Whether a purpose ends with one button: every operation of it is a `stop` (marketing, research). */
export const isStopPurpose = (entry: Purpose): boolean =>
  entry.operations.every((step) => step.onWithdrawal === "stop")

const gathered = new WeakMap<Policy, { profile: Profile; grounds: AppliedGround[] }>()

/** Every ground of the policy and of the legal profile; gathered once, since a plan asks for them for every category. */
export function grounds({
  policy,
  profile,
}: Pick<PolicyFolder, "policy" | "profile">): readonly AppliedGround[] {
  const known = gathered.get(policy)
  if (known?.profile === profile) return known.grounds
  const all = [
    ...policy.grounds.map((entry) => ({ ...entry, origin: "policy" as const })),
    ...profile.grounds.map((entry) => ({ ...entry, origin: "profile" as const })),
  ]
  gathered.set(policy, { profile, grounds: all })
  return all
}

/** The ground with this code, from the policy or the profile. */
export const ground = (folder: Pick<PolicyFolder, "policy" | "profile">, code: string): AppliedGround =>
  byCode(grounds(folder), "ground", code)

/** The rule that says how long a category is kept. */
export const retentionRule = (policy: Policy, categoryCode: string): RetentionRule =>
  byCode(policy.retentionRules, "retention rule", category(policy, categoryCode).retention)

/** The grounds a category is kept on: until the last of them ends (rules of retention of the policy). */
export const retentionGrounds = (
  folder: Pick<PolicyFolder, "policy" | "profile">,
  categoryCode: string,
): AppliedGround[] => retentionRule(folder.policy, categoryCode).grounds.map((code) => ground(folder, code))

/** The legal basis with this code. */
export const basis = (profile: Profile, code: string): Basis => byCode(profile.bases, "legal basis", code)

/** The law citation with this code. */
export const law = (profile: Profile, code: string): Law => byCode(profile.laws, "law", code)

type Statutory = Pick<ProfileRight, "term" | "extension" | "cites" | "confidence"> & { code: string }

/** The term of a right, from the policy or the profile, with its source. */
export function termOf(
  { policy, profile }: Pick<PolicyFolder, "policy" | "profile">,
  code: RightCode,
): ResolvedTerm {
  const promised = right(policy, code).term
  const terms: Statutory[] = [...profile.rights, ...profile.otherTerms]
  const statutory = byCode(terms, "term for the right", code)
  if ("from" in promised) {
    const { term, extension, cites, confidence } = statutory
    return { term, extension, cites, assumed: confidence === "assumed" }
  }
  const { n, unit, cites } = promised
  return {
    term: { n, unit },
    extension: undefined,
    cites,
    assumed: cites.every((cite) => cite.assumed === true),
  }
}

/** The citation as a person reads it: "6.4(2)" of the policy, the law's act and article, or both. */
export function citationText(profile: Profile, citation: Citation, locale: Locale): string {
  const parts: string[] = []
  if (citation.clause !== undefined) {
    const word = { ky: "Саясаттын {}-пункту", ru: "п. {} Политики", en: "clause {} of the Policy" }[locale]
    parts.push(word.replace("{}", citation.clause))
  }
  if (citation.law !== undefined) {
    const cited = law(profile, citation.law)
    const article = { ky: "{}-берене", ru: "ст. {}", en: "art. {}" }[locale]
    const act = textIn(cited.act, locale)
    parts.push(cited.article === undefined ? act : `${act}, ${article.replace("{}", cited.article)}`)
  }
  return parts.join("; ")
}

/** Several citations as a person reads them, one after another. */
export const citationsText = (profile: Profile, cites: readonly Citation[], locale: Locale): string =>
  cites.map((cite) => citationText(profile, cite, locale)).join("; ")
