import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, currentSession } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { formatDate } from "@/lib/format/date"
import { mandateWith } from "@/lib/people/mandates"

/** On every page while somebody acts for another: for whom, until when, and the way back. */
export const ActingBanner = async () => {
  const session = await currentSession()
  if (session.is !== "actor" || session.signed.actor.kind !== "subject" || !session.signed.actor.mandate)
    return null
  const { id } = session.signed.actor.mandate
  const mandate = await asSubject((ctx) => mandateWith(ctx, id))
  if (!mandate) return null
  const [t, locale] = [await translator("mandates"), await currentLocale()]
  const { holder, kind, endsOn } = mandate
  return (
    <Banner kind="turn" title={t("banner.for", { name: holder.person || t("acting.person") })}>
      <p>
        {t(`kinds.${kind}`)}
        {endsOn && `, ${t("banner.until", { date: formatDate(endsOn, locale) })}`}.{" "}
        <a href="/cabinet/acting">{t("banner.back")}</a>
      </p>
    </Banner>
  )
}
