import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { silentIn } from "@/lib/copies/silent"
import { formatDateTime } from "@/lib/format/date"
import { heldUpBy, readCause } from "@/lib/fulfilment/stall-cause"
import type { CasePart } from "@/lib/requests/case"
import { sourceTitle } from "@/lib/sources/map-schema"

/**
 * Why the work stalled and in which source, how often it was tried, and when it is by itself; of a part nobody works on,
 * why a round gets no further with it.
 */
export const Stalled = async ({ part }: { part: CasePart }) => {
  const [t, words, locale] = [await translator("case"), await looseTranslator("case"), await currentLocale()]
  const title = (name: string) => sourceTitle(part.inForce.dataMap, name)?.[locale] ?? name
  const round = heldUpBy(part)
  const cause = round?.cause ?? part.stallCause
  const silent = silentIn(cause).map(title)
  const { code, source } = readCause(cause)
  return (
    <Banner kind="fault" title={t(round ? `stalled.${round.is}` : "stalled.title")}>
      {silent.length > 0 ? (
        <p>{t("stalled.silent", { sources: silent.join(", ") })}</p>
      ) : (
        <>
          <p>{(/^\w+$/.test(code) && words(`stalled.${code}`)) || t("stalled.other", { cause: code })}</p>
          {source && <p>{t("stalled.source", { source: title(source) })}</p>}
        </>
      )}
      {round && <p>{t("stalled.round")}</p>}
      {part.nextTryAt && (
        <p>
          {t("stalled.next", {
            n: String(part.tries),
            time: formatDateTime(part.nextTryAt, locale),
          })}
        </p>
      )}
    </Banner>
  )
}
