import type { ReactNode } from "react"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import type { Permission } from "@/lib/disclosures/written-permissions"
import { formatDate } from "@/lib/format/date"

/** A written permission: to whom, what, what for, until when, and how it stands; `more` beside its state. */
export const PermissionRows = async ({ of, more }: { of: Permission; more?: ReactNode }) => {
  const [t, words, locale] = [await translator("permissions"), await disclosureWords(), await currentLocale()]
  const how = t(of.method === "paper" ? "on.paper" : "on.signed")
  return (
    <SummaryList
      strong="key"
      rows={[
        { key: t("whom"), value: words.whom(of.recipient) },
        { key: t("what"), value: words.what(of.categories) },
        { key: t("why"), value: of.reason },
        { key: t("until"), value: of.until ? formatDate(of.until, locale) : t("forever") },
        {
          key: t("state"),
          value: t(`states.${of.state}`),
          note: (
            <>
              {of.givenAt && `${how}, ${formatDate(of.givenAt, locale)}`}
              {more}
            </>
          ),
        },
      ]}
    />
  )
}
