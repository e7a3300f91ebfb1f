import { currentLocale, translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import { formatDateTime, formatLongDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import type { CameBack, Reread } from "@/lib/fulfilment/rereads"
import type { InForce } from "@/lib/policy/editions"
import { category } from "@/lib/policy/lookup"
import { sourceTitle } from "@/lib/sources/map-schema"

type Props = { inForce: InForce; readings: readonly Reread[] }

/** The days on which what was erased is read again, and what each reading found: for the person and for staff alike. */
export const RereadList = async ({ inForce, readings }: Props) => {
  const [t, locale] = [await translator("rereads"), await currentLocale()]
  const named = ({ source, category: code, items }: CameBack): string =>
    t("caption", {
      category: category(inForce.policy, code).title[locale],
      count: formatCount(items, locale),
      source: sourceTitle(inForce.dataMap, source)?.[locale] ?? source,
    })
  const told = ({ at, found }: Reread): string => {
    if (!at || !found) return t("due")
    const when = formatDateTime(at, locale)
    return found.length === 0 ? t("clean", { when }) : t("found", { when, what: found.map(named).join("; ") })
  }
  return (
    <>
      <p>{t("about")}</p>
      <SummaryList
        strong="key"
        rows={readings.map((reading) => ({
          id: reading.dueOn,
          key: formatLongDate(reading.dueOn, locale),
          value: told(reading),
        }))}
      />
    </>
  )
}
