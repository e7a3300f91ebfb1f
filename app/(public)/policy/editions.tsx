import { currentLocale, translator } from "@/app/_server/locale"
import { LinkRows, SummaryList } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import { formatDate, formatLongDate } from "@/lib/format/date"
import type { EditionDates, PublicEdition } from "@/lib/policy/public-edition"

/** From when to when an edition holds, and the act it was approved by. */
export const Dates = async ({ edition }: { edition: PublicEdition }) => {
  const [t, locale] = [await translator("policy"), await currentLocale()]
  const { publishedAt, effectiveAt, endsAt, act, statement } = edition
  const approved =
    act && t("act", { body: act.body[locale], number: act.number, date: formatLongDate(act.on, locale) })
  return (
    <SummaryList
      rows={[
        { key: t("published"), value: <When at={publishedAt} locale={locale} as="long" /> },
        { key: t("effective"), value: <When at={effectiveAt} locale={locale} as="long" /> },
        ...(endsAt ? [{ key: t("ends"), value: <When at={endsAt} locale={locale} as="long" /> }] : []),
        ...(approved ? [{ key: t("approved"), value: approved }] : []),
        ...(statement ? [{ key: t("statement"), value: statement }] : []),
      ]}
    />
  )
}

/** Every edition at its lasting address, the newest first. */
export const Editions = async ({ editions }: { editions: readonly EditionDates[] }) => {
  const [t, locale] = [await translator("policy"), await currentLocale()]
  return (
    <Section id="editions" title={t("editions")}>
      <LinkRows
        rows={editions.toReversed().map(({ number, effectiveAt, endsAt, state }) => ({
          href: `/policy/${number}`,
          title: t("edition", { number: String(number) }),
          about: endsAt
            ? t("between", { from: formatDate(effectiveAt, locale), to: formatDate(endsAt, locale) })
            : t("since", { from: formatDate(effectiveAt, locale) }),
          end: t(`states.${state}`),
        }))}
      />
    </Section>
  )
}
