import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import type { SummaryRow } from "@/app/_ui/summary-list"
import { formatDate } from "@/lib/format/date"
import { representativeIn } from "@/lib/letters/acting"
import type { Mandate, UnnamedMandate } from "@/lib/people/mandate"
import { rightsFor } from "@/lib/policy/lookup"

/** What an authority carries and until when, as rows; who holds it and by what paper, where that was opened. */
export async function mandateRows(mandate: Mandate | UnnamedMandate): Promise<SummaryRow[]> {
  const [t, locale] = [await translator("mandates"), await currentLocale()]
  const { policy } = await currentInForce()
  const { kind, rights, startsOn, endsOn, state, endedAt } = mandate
  const possible = rightsFor(policy, kind)
  const carried = possible.filter(({ code }) => rights?.includes(code) ?? true)
  const isAll = possible.length > 1 && carried.length === possible.length
  const named = "holder" in mandate ? representativeIn(mandate, locale) : null
  return [
    ...(named
      ? [
          { key: t("name"), value: named.name },
          { key: t("paper"), value: named.authority },
        ]
      : []),
    { key: t("kind"), value: t(`kinds.${kind}`) },
    {
      key: t("rights"),
      value: isAll ? t("new.allRights") : carried.map(({ title }) => title[locale]).join("; ") || "–",
    },
    {
      key: t("days"),
      value: endsOn
        ? t("fromTo", { from: formatDate(startsOn, locale), to: formatDate(endsOn, locale) })
        : t("from", { from: formatDate(startsOn, locale) }),
    },
    {
      key: t("state"),
      value: t(`states.${state}`, {
        date: endedAt ? formatDate(endedAt, locale) : formatDate(endsOn ?? startsOn, locale),
      }),
    },
  ]
}
