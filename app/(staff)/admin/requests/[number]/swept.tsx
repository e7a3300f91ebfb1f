import { currentLocale, translator } from "@/app/_server/locale"
import { formatDate } from "@/lib/format/date"
import type { CasePart } from "@/lib/requests/case"
import { sweptIn } from "@/lib/requests/scope"

/** Of what nobody asked: that it is the organisation's own, and the sweep it belongs to. */
export const Swept = async ({ part }: { part: CasePart }) => {
  const swept = sweptIn(part.scope)
  if (!swept) return null
  const [t, locale] = [await translator("retention"), await currentLocale()]
  return (
    <p>
      {t("unasked", { date: formatDate(swept.asOf, locale) })}{" "}
      <a href={`/admin/retention/${swept.sweep}`}>{t("start.see")}</a>
    </p>
  )
}
