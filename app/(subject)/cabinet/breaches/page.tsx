import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { LinkRows } from "@/app/_ui/summary-list"
import { PageTitle } from "@/app/_ui/text"
import { listMyBreaches } from "@/lib/breaches/my-breaches"
import { formatDate } from "@/lib/format/date"
import { toldSentence } from "./told-sentence"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("breaches"))("mine.title"),
})

const MyBreachesPage = async () => {
  const breaches = await asSubject((ctx) => listMyBreaches(ctx))
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  return (
    <>
      <PageTitle lead={t("mine.lead")}>{t("mine.title")}</PageTitle>
      {breaches.length === 0 ? (
        <p>{t("mine.none")}</p>
      ) : (
        <LinkRows
          rows={breaches.map(({ number, type, toldOn }) => ({
            href: `/cabinet/breaches/${number}`,
            title: toldSentence(type, locale),
            about: t("mine.number", { number }),
            end: toldOn && t("mine.told", { date: formatDate(toldOn, locale) }),
          }))}
        />
      )}
    </>
  )
}

export default MyBreachesPage
