import { dayIn, isDay } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import { formatDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { endsPerItem, type Keeping, longest } from "@/lib/fulfilment/keeping"
import type { Account } from "@/lib/records/account-for"
import { periodWords } from "@/lib/records/keeping-sentence"
import type { Reading } from "@/lib/records/reading"
import { translatorFor } from "@/messages/translator"

/** What keeps one record longest, by its own day where a ground ends for each item; null: nothing does any more. */
export function keepingOfRecord(
  { inForce, today }: Pick<Reading, "inForce" | "today">,
  { keepings }: Pick<Account, "keepings">,
  recordedAt: string | null,
): Keeping | null {
  const zone = inForce.policy.organisation.timezone
  const day = recordedAt === null || isDay(recordedAt) ? recordedAt : dayIn(new Date(recordedAt), zone)
  return longest(
    keepings.flatMap((keeping): Keeping[] => {
      const { until } = keeping.ground
      if (!day || !until || !endsPerItem(keeping.ground)) return [keeping]
      const untilOn = until && "plus" in until && until.plus ? addPeriod(day, until.plus) : day
      return untilOn > today ? [{ ...keeping, untilOn, sure: true }] : []
    }),
  )
}

/** Until when one record is kept, in a few words; the ground stands with its category. */
export function keptUntil(
  reading: Pick<Reading, "inForce" | "today">,
  account: Pick<Account, "keepings">,
  recordedAt: string | null,
  locale: Locale,
): string {
  const t = translatorFor(locale, "data")
  const keeping = keepingOfRecord(reading, account, recordedAt)
  if (!keeping) return t("item.kept.over")
  const { untilOn, untilFact, plus, ground } = keeping
  if (untilOn) return t("item.kept.day", { date: formatDate(untilOn, locale) })
  const fact = reading.inForce.policy.facts.find(({ code }) => code === untilFact)?.title[locale]
  if (!fact) return t("item.kept.closed")
  if (plus) return t("item.kept.after", { period: periodWords(plus, locale), fact })
  const { until } = ground
  return t(until && "is" in until && !until.is ? "item.kept.while" : "item.kept.until", { fact })
}
