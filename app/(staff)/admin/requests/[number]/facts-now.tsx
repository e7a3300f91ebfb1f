import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Value, valueWords } from "@/app/_records/value"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import type { Facts } from "@/lib/fulfilment/keeping"
import { planningGround } from "@/lib/fulfilment/planning"
import { formatDate } from "@/lib/format/date"
import { Slow, withinLimit } from "@/lib/records/ask-sources"
import { askFacts } from "@/lib/records/facts"
import { shownValue } from "@/lib/records/shown"
import type { CasePart } from "@/lib/requests/case"
import type { Json } from "@/lib/sources/connector"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

async function factsOf(part: CasePart): Promise<Facts | null> {
  const { identities } = await asStaff((ctx) => planningGround(ctx, part.subjectId, part.inForce))
  try {
    return await withinLimit("facts", askFacts(part.inForce, house().sourcesOf(part.inForce), identities))
  } catch (error) {
    if ([Slow, SourceUnreachable, SourceRefused].some((kind) => error instanceof kind)) return null
    throw error
  }
}

/** What the sources say now of the facts on which keeping and stopping rest, each with its evidence and date. */
export const FactsNow = async ({ part }: { part: CasePart }) => {
  const facts = await factsOf(part)
  const [t, locale, words] = [await translator("case"), await currentLocale(), await valueWords()]
  const known = part.inForce.policy.facts.flatMap((fact) => {
    const answer = facts?.get(fact.code)
    return answer ? [{ fact, answer }] : []
  })
  return (
    <Section id="facts" title={t("facts.title")} aside={facts && t("facts.about")}>
      {!facts && <p>{t("facts.silent")}</p>}
      {known.length > 0 && (
        <SummaryList
          rows={known.map(({ fact, answer }) => ({
            id: fact.code,
            key: fact.title[locale],
            value: `${t(`facts.${String(answer.value) as "true" | "false" | "unknown"}`)}${
              answer.since ? `, ${t("facts.since", { date: formatDate(answer.since, locale) })}` : ""
            }`,
            note: (
              <Value
                shown={shownValue("json", answer.evidence as Json, locale)}
                words={words}
                field={fact.code}
                title={fact.title[locale]}
              />
            ),
          }))}
        />
      )}
    </Section>
  )
}
