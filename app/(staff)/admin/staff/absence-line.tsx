import { currentLocale, translator } from "@/app/_server/locale"
import { formatDate } from "@/lib/format/date"
import type { Absence } from "@/lib/people/absences"

/** From when until when somebody is away, and who stands in. */
export const AbsenceLine = async ({ absence: { fromOn, untilOn, deputy } }: { absence: Absence }) => {
  const [t, locale] = [await translator("staff"), await currentLocale()]
  return (
    <p>
      {t("absence.line", {
        from: formatDate(fromOn, locale),
        until: formatDate(untilOn, locale),
        name: deputy,
      })}
    </p>
  )
}
