import { currentLocale, translator } from "@/app/_server/locale"
import { addDays, type Day } from "@/lib/deadlines/day"
import { type Processor, REMINDED_DAYS } from "@/lib/disclosures/processors"
import { formatDate } from "@/lib/format/date"

/** Whether a contract runs, is about to end, or is over, in words. */
export const ContractState = async ({ of, today }: { of: Processor; today: Day }) => {
  const [t, locale] = [await translator("processors"), await currentLocale()]
  const last = [of.contractUntil, of.endedOn].filter((day) => day !== null).sort()[0]
  const date = (day: Day) => ({ date: formatDate(day, locale) })
  if (of.contractOn > today) return t("ahead", date(of.contractOn))
  if (!last) return t("runs")
  if (last < today) return t("over", date(last))
  return t(last <= addDays(today, REMINDED_DAYS) ? "soon" : "runsUntil", date(last))
}
