import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import { formatDateTime } from "@/lib/format/date"
import type { ViewAsked } from "@/lib/oversight/view-asked"
import { seenTitles } from "@/lib/oversight/view-sentence"
import type { CasePart } from "@/lib/requests/case"
import { asksName } from "@/lib/requests/scope"

/** Which view of their data the person asks about, and who looked: what the answer has to explain. */
export const AskedView = async ({ view, part }: { view: ViewAsked; part: CasePart }) => {
  const [t, locale] = [await translator("views"), await currentLocale()]
  return (
    <Section id="asked-view" title={t("case.title")}>
      {asksName(part.scope) && <Banner title={t("case.named")} />}
      <SummaryList
        rows={[
          {
            key: t("case.who"),
            value: [view.name, t(`role.${view.role}`), view.unit].filter(Boolean).join(", "),
          },
          { key: t("case.when"), value: formatDateTime(view.at, locale) },
          {
            key: t("case.what"),
            value: seenTitles(part.inForce.policy, view.categories, locale).join(", "),
          },
          ...(view.request ? [{ key: t("case.for"), value: view.request }] : []),
          ...(view.reason ? [{ key: t("case.reason"), value: view.reason }] : []),
        ]}
      />
    </Section>
  )
}
