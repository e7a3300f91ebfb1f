import type { ReactNode } from "react"
import { staffHouse } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import type { Facts } from "@/lib/fulfilment/keeping"
import { planningGround } from "@/lib/fulfilment/planning"
import { Slow, withinLimit } from "@/lib/records/ask-sources"
import { askFacts } from "@/lib/records/facts"
import { nameOfPart, wordOf } from "@/lib/records/words"
import type { CasePart } from "@/lib/requests/case"
import type { Json } from "@/lib/sources/connector"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

async function factsOf(part: CasePart): Promise<Facts | null> {
  const { identities } = await asStaff((ctx) => planningGround(ctx, part.subjectId, part.inForce))
  try {
    return await withinLimit(
      [...identities.keys()],
      askFacts(part.inForce, staffHouse().sourcesOf(part.inForce), identities),
    )
  } catch (error) {
    if ([Slow, SourceUnreachable, SourceRefused].some((kind) => error instanceof kind)) return null
    throw error
  }
}

const dated = (value: Json, locale: Locale): string =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value, locale) : String(value)

/** What the sources say now of the facts on which keeping and stopping rest, each with its evidence and date. */
export const FactsNow = async ({ part }: { part: CasePart }) => {
  const facts = await factsOf(part)
  const [t, locale] = [await translator("case"), await currentLocale()]
  const { dataMap } = part.inForce
  // Evidence is codes, numbers and dates of the source: said in words where the data map has them.
  const code = (key: string, value: Json) => wordOf(dataMap, key, String(value), locale)
  const told = (evidence: Json): ReactNode =>
    [evidence].flat().map((row) => {
      const entries = row !== null && typeof row === "object" ? Object.entries(row) : []
      const pairs = entries.filter(([, value]) => value !== null)
      const line = pairs.map(
        ([key, value]) =>
          `${nameOfPart(dataMap, key, locale) ?? key}: ${code(key, value) ?? dated(value, locale)}`,
      )
      return line.length > 0 && <div key={line.join()}>{line.join(" · ")}</div>
    })
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
            note: told(answer.evidence as Json),
          }))}
        />
      )}
    </Section>
  )
}
