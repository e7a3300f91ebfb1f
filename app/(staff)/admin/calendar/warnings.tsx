import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import type { CalendarWarning } from "@/lib/calendar/warnings"
import { formatDate } from "@/lib/format/date"

type Props = { warnings: readonly CalendarWarning[]; kind: "turn" | "note"; link?: boolean }

/** What has to be seen to in the calendar, in words; nothing when all is well. */
export const Warnings = async ({ warnings, kind, link }: Props) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  if (warnings.length === 0) return null
  return (
    <Banner kind={kind} title={kind === "turn" && t("warning.title")}>
      {warnings.map((warning) => (
        <p key={`${warning.kind} ${warning.year}`}>
          {warning.kind === "lunar"
            ? t("warning.lunar", { year: String(warning.year) })
            : t("warning.missing", { year: String(warning.year), date: formatDate(warning.from, locale) })}
        </p>
      ))}
      {link && (
        <p>
          <a href="/admin/calendar">{t("warning.open")}</a>
        </p>
      )}
    </Banner>
  )
}
