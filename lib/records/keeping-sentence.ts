import { formatDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import type { Keeping } from "@/lib/fulfilment/keeping"
import type { InForce } from "@/lib/policy/editions"
import { translatorFor } from "@/messages/translator"

/** An ISO 8601 period in words. */
export function periodWords(period: string, locale: Locale): string {
  const [, n = "0", unit = "D"] = /^P(\d+)([YMD])$/.exec(period) ?? []
  return translatorFor(locale, "data")(`period.${unit === "Y" || unit === "M" ? unit : "D"}`, {
    n: Number(n),
  })
}

/** Until when a ground keeps something, with the ground, as one sentence. */
export function keepingSentence({ policy }: InForce, keeping: Keeping, locale: Locale): string {
  const t = translatorFor(locale, "data")
  const ground = keeping.ground.title[locale]
  const fact = policy.facts.find(({ code }) => code === keeping.untilFact)?.title[locale]
  const { until } = keeping.ground
  if (keeping.untilOn) return t("why.untilDay", { date: formatDate(keeping.untilOn, locale), ground })
  if (!fact) return t("why.untilClosed", { ground })
  if (keeping.plus) return t("why.afterFact", { period: periodWords(keeping.plus, locale), fact, ground })
  const ends = until && "is" in until && !until.is
  return t(ends ? "why.whileFact" : "why.untilFact", { fact, ground })
}
