import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { LinkRows } from "@/app/_ui/summary-list"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { inForce as inForceNow } from "@/lib/policy/editions"
import type { Asker } from "@/lib/policy/rights-schema"
import { askerOf } from "@/lib/requests/asker"
import { type Offer, offersOf } from "@/lib/requests/offers"
import { isAnswerRight, isEffectRight, isReadingRight } from "@/lib/requests/scope"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("ask"))("title"),
})

/** Where the cabinet serves a right; null where it does not. */
function pageOf({ right: { code, kind, effects } }: Offer, asker: Asker): string | null {
  if (isEffectRight(code)) return effects && asker === "subject" ? `/cabinet/requests/new/${code}` : null
  if (isAnswerRight(code)) return kind === "answer" ? `/cabinet/requests/new/${code}` : null
  if (asker === "contact_person" && isReadingRight(code)) return code === "access" ? "/cabinet/number" : null
  if (isReadingRight(code)) return `/cabinet/requests/new/${code}`
  switch (code) {
    case "withdrawal":
      return "/cabinet/consents"
    case "rectification":
    case "erasure":
    case "restriction":
      return `/cabinet/requests/new/${code}`
    default:
      return null
  }
}

const About = async ({ offer: { right, dueOn } }: { offer: Offer }) => {
  const [t, locale] = [await translator("ask"), await currentLocale()]
  // What runs by itself is there in minutes, whatever the term.
  const isNow = isReadingRight(right.code) && right.selfService
  const when = isNow ? t("now") : dueOn && t("by", { date: formatDate(dueOn, locale) })
  return (
    <>
      {right.description[locale]}
      {when && <br />}
      {when}
    </>
  )
}

const NewRequestPage = async () => {
  const [offers, asker] = await asSubject(async (ctx) => {
    const asker = askerOf(ctx.actor)
    return [offersOf(await inForceNow(ctx.db), ctx.now, asker), asker] as const
  })
  const [t, locale] = [await translator("ask"), await currentLocale()]
  return (
    <>
      <BackLink href="/cabinet/requests">{t("back")}</BackLink>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <LinkRows
        rows={offers.flatMap((offer) => {
          const href = pageOf(offer, asker.kind)
          return href ? [{ href, title: offer.right.title[locale], about: <About offer={offer} /> }] : []
        })}
      />
    </>
  )
}

export default NewRequestPage
