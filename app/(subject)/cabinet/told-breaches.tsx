import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { LinkRows } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import { listMyBreaches } from "@/lib/breaches/my-breaches"
import { formatDate } from "@/lib/format/date"
import { toldSentence } from "./breaches/told-sentence"

/** What happened to the person's data, on the overview: nothing where nothing did. */
export const ToldBreaches = async () => {
  const breaches = await asSubject((ctx) => listMyBreaches(ctx))
  if (breaches.length === 0) return null
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  return (
    <Section id="breaches" title={t("mine.title")}>
      <LinkRows
        rows={breaches.slice(0, 3).map(({ number, type, toldOn }) => ({
          href: `/cabinet/breaches/${number}`,
          title: toldSentence(type, locale),
          about: t("mine.number", { number }),
          end: toldOn && formatDate(toldOn, locale),
        }))}
      />
    </Section>
  )
}
