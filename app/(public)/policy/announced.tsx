import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { formatLongDate } from "@/lib/format/date"
import type { EditionDates } from "@/lib/policy/public-edition"

/** That a next edition is announced, from when it holds, and where it can be read. */
export const Announced = async ({ edition }: { edition: EditionDates }) => {
  const [t, locale] = [await translator("policy"), await currentLocale()]
  const number = String(edition.number)
  return (
    <Banner title={t("announced.title", { number, date: formatLongDate(edition.effectiveAt, locale) })}>
      <p>
        <a href={`/policy/${number}`}>{t("announced.read")}</a>
      </p>
    </Banner>
  )
}
