import { currentLocale, translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import { formatDateTime, formatLongDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import type { Reread } from "@/lib/fulfilment/rereads"
import type { CameBack } from "@/lib/fulfilment/still-so"
import type { InForce } from "@/lib/policy/editions"
import { category } from "@/lib/policy/lookup"
import { sourceTitle } from "@/lib/sources/map-schema"

type Props = { inForce: InForce; readings: readonly Reread[] }

/** The days on which what was done is read again, and what each reading found: for the person and for staff alike. */
export const RereadList = async ({ inForce, readings }: Props) => {
  const [t, locale] = [await translator("rereads"), await currentLocale()]
  const titleOf = (source: string): string => sourceTitle(inForce.dataMap, source)?.[locale] ?? source
  const named = ({ source, category: code, items }: CameBack): string =>
    t("caption", {
      category: category(inForce.policy, code).title[locale],
      count: formatCount(items, locale),
      source: titleOf(source),
    })
  const told = ({ at, found }: Reread): string => {
    if (!at || !found) return t("due")
    const when = formatDateTime(at, locale)
    if (found.length === 0) return t("clean", { when })
    const [unread, back] = [found.filter((each) => each.unread), found.filter((each) => !each.unread)]
    const where = [...new Set(unread.map(({ source }) => titleOf(source)))].join("; ")
    return [
      ...(back.length > 0 ? [t("found", { when, what: back.map(named).join("; ") })] : []),
      ...(unread.length > 0 ? [t("unread", { when, where })] : []),
    ].join(". ")
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
