import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { formatDateTime } from "@/lib/format/date"
import type { Silence } from "@/lib/records/ask-sources"
import type { Reading } from "@/lib/records/reading"
import { sourceTitle } from "@/lib/sources/map-schema"

/** Names the sources that gave no answer, and since when; nothing when all of them did. */
export const SilentSources = async ({
  silent,
  reading,
  again,
}: {
  silent: Silence[]
  reading: Reading
  again: string
}) => {
  if (silent.length === 0) return null
  const [t, locale] = [await translator("data"), await currentLocale()]
  return (
    <Banner kind="fault" title={t("silent.title")}>
      {silent.map(({ source, since }) => (
        <p key={source}>
          {t("silent.text", {
            source: sourceTitle(reading.inForce.dataMap, source)?.[locale] ?? source,
            time: formatDateTime(since, locale),
          })}
        </p>
      ))}
      <p>
        <a href={again}>{t("silent.again")}</a>
      </p>
    </Banner>
  )
}
