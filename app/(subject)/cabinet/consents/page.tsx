import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { LinkRows } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { FirstReceipt } from "@/app/(subject)/_parts/first-receipt"
import { type MyConsents, myConsents } from "@/lib/consents/my-consents"
import type { Ctx, SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { formatDate, formatDateTime } from "@/lib/format/date"
import { type MyRequestPage, myRequest } from "@/lib/requests/my-request"
import { AskedAgain } from "../asked-again"
import { openTo } from "../open-to"
import { PurposeConsentView } from "./purpose-consent"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("consents"))("title"),
})

type Query = Partial<Record<"stopped" | "given" | "answered", string | string[]>>
type Props = { searchParams: Promise<Query> }

// An address can name any number; only the person's own says anything here.
const stoppedBy = async (
  ctx: Ctx<SubjectActor>,
  number: string | string[] | undefined,
): Promise<MyRequestPage | null> => {
  if (typeof number !== "string") return null
  try {
    return await myRequest(ctx, number)
  } catch (error) {
    if (error instanceof NotFound) return null
    throw error
  }
}

const Receipt = async ({ request }: { request: MyRequestPage }) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const [part] = request.parts
  if (part?.scope.right !== "withdrawal") return null
  const codes = part.scope.purposes.map(({ purpose }) => purpose)
  const what = part.inForce.policy.purposes
    .filter(({ code }) => codes.includes(code))
    .map(({ title }) => title[locale])
  return (
    <Banner kind="done" title={t("receipt.title", { what: what.join(", ") })} live>
      <p>{t("receipt.when", { number: request.number, time: formatDateTime(request.receivedAt, locale) })}</p>
      <p>
        {t("receipt.systems")}{" "}
        <a href={`/cabinet/requests/${request.number}`}>{t("request", { number: request.number })}</a>
      </p>
      <FirstReceipt number={request.number} />
    </Banner>
  )
}

/** What was just given or answered. An address can say anything: only what is so is shown. */
const Done = async ({ query, consents }: { query: Query; consents: MyConsents }) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const given = consents.purposes.find(
    ({ purpose, state }) => purpose.code === query.given && state === "given",
  )
  if (given) {
    return (
      <Banner kind="done" title={t("givenNow.title", { what: given.purpose.title[locale] })} live>
        <p>{t("givenNow.text")}</p>
      </Banner>
    )
  }
  return query.answered ? <Banner kind="done" title={t("answered")} live /> : null
}

const ConsentsPage = async ({ searchParams }: Props) => {
  await openTo("withdrawal")
  const [t, locale, query] = [await translator("consents"), await currentLocale(), await searchParams]
  await signedCustomer()
  const { consents, receipt } = await asSubject(async (ctx) => ({
    consents: await myConsents(ctx),
    receipt: await stoppedBy(ctx, query.stopped),
  }))
  const { inForce, purposes, letters } = consents
  const [atOnce, byLetter] = [purposes.filter(({ stop }) => stop), purposes.filter(({ stop }) => !stop)]
  return (
    <>
      {receipt ? <Receipt request={receipt} /> : <Done query={query} consents={consents} />}
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <AskedAgain />
      {letters.length > 0 && (
        <Section id="letters" title={t("letters.title")}>
          <LinkRows
            rows={letters.map(({ id, at }) => ({
              href: `/api/letters/${id}/pdf`,
              title: t("letters.ended", { date: formatDate(at, locale) }),
              about: t("letters.pdf"),
            }))}
          />
        </Section>
      )}
      {atOnce.length > 0 && (
        <Section id="at-once" title={t("atOnce.title")}>
          <p>{t("atOnce.about")}</p>
          {atOnce.map((consent) => (
            <PurposeConsentView key={consent.purpose.code} inForce={inForce} consent={consent} />
          ))}
        </Section>
      )}
      {byLetter.length > 0 && (
        <Section id="by-letter" title={t("byLetter.title")}>
          <p>{t("byLetter.about")}</p>
          <p>
            <a href="/cabinet/requests/new/withdrawal">{t("byLetter.several")}</a>
          </p>
          {byLetter.map((consent) => (
            <PurposeConsentView key={consent.purpose.code} inForce={inForce} consent={consent} />
          ))}
        </Section>
      )}
    </>
  )
}

export default ConsentsPage
