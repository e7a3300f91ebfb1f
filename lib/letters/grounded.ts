import type { Locale } from "@/lib/context"
import type { Citation, Ground, Until } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { ground, law, textIn } from "@/lib/policy/lookup"
import type { Citation as PolicyCitation } from "@/lib/policy/text-schema"

/** A coded ground in the letter's language with its own sources: a clause of the policy, an article of a law. */
export function groundInLetter(inForce: InForce, code: string, language: Locale): Ground {
  const found = ground(inForce, code)
  return {
    title: textIn(found.title, language),
    cites: found.cites.flatMap((cite) => citations(inForce, cite, language)),
  }
}

/** Citations as letters print them. */
export function citations(inForce: InForce, cite: PolicyCitation, language: Locale): Citation[] {
  const out: Citation[] = cite.clause ? [{ clause: cite.clause }] : []
  if (cite.law) {
    const { act, article } = law(inForce.profile, cite.law)
    out.push({ act: textIn(act, language), ...(article ? { article } : {}) })
  }
  return out
}

const UNITS = { Y: "years", M: "months", D: "days" } as const

type End = { ground: string | null; untilOn: string | null; untilFact: string | null; plus: string | null }

/**
 * How long something is kept, for a letter: to a day, to a fact coming true (and a period after it), or as long as a
 * fact is true or a record is open.
 */
export function untilInLetter(inForce: InForce, end: End, language: Locale): Until {
  if (end.untilOn) return { kind: "day", day: end.untilOn }
  const fact = inForce.policy.facts.find(({ code }) => code === end.untilFact)
  if (!fact) return { kind: "record", record: recordWords(inForce, end.ground)[language] }
  const until = end.ground ? ground(inForce, end.ground).until : undefined
  if (until && "fact" in until && !until.is) return { kind: "record", record: textIn(fact.title, language) }
  const period = /^P(\d+)([YMD])$/.exec(end.plus ?? "")
  const unit = UNITS[(period?.[2] ?? "D") as keyof typeof UNITS]
  return {
    kind: "event",
    event: textIn(fact.title, language),
    ...(period ? { plus: { n: Number(period[1]), unit } } : {}),
  }
}

const recordWords = ({ policy }: InForce, code: string | null): Record<Locale, string> => {
  const proof = policy.retentionRules.find((rule) => rule.code === policy.caseFile.rule)?.grounds[0]
  return code !== null && code === proof ? CASE : RECORD
}

/** The account in the portal goes last (rule 11): after the certificate has had time to reach the person. */
const CASE: Record<Locale, string> = {
  ky: "ушул кайрылуу, аткаруу актысы жана акыркы кайра окуу",
  ru: "это обращение, акт об исполнении и последнее повторное чтение",
  en: "this request, its certificate and the last reading again",
}

const RECORD: Record<Locale, string> = {
  ky: "сактоону талап кылган чечим",
  ru: "решение, которое требует хранения",
  en: "the decision that requires it",
}
