import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { LinkRows, SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { type MyPolicy, myPolicy } from "@/lib/editions/my-policy"
import { formatLongDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { Accept } from "../../../(public)/policy/accept"
import { acceptAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("my-policy"))("title"),
})

type Props = { searchParams: Promise<{ done?: string | string[] }> }

/** One message: what was just done, what is to be ticked, else what is announced. */
const Message = async ({ mine, done }: { mine: MyPolicy; done: boolean }) => {
  const [t, locale] = [await translator("my-policy"), await currentLocale()]
  if (done) return <Banner kind="done" title={t("done")} live />
  if (mine.toAccept) return <Banner kind="turn" title={t("toAccept")} />
  if (!mine.next) return null
  const { number, effectiveAt } = mine.next
  return (
    <Banner title={t("announced", { number: String(number), date: formatLongDate(effectiveAt, locale) })}>
      <p>
        <a href={`/policy/${number}`}>{t("read")}</a>
      </p>
    </Banner>
  )
}

const Acceptances = async ({ mine }: { mine: MyPolicy }) => {
  const [t, locale] = [await translator("my-policy"), await currentLocale()]
  return (
    <Section id="accepted" title={t("accepted")}>
      {mine.acceptances.length === 0 && <p>{t("none")}</p>}
      <SummaryList
        rows={mine.acceptances.map(({ id, edition, how, at, textHash }) => ({
          id,
          key: <a href={`/policy/${edition}`}>{t("edition", { number: String(edition) })}</a>,
          value: t(`how.${how}`),
          note: (
            <>
              <When at={at} locale={locale} as="time" />. {t("hash")}{" "}
              <code title={textHash}>{textHash.slice(0, 16)}…</code>
            </>
          ),
        }))}
      />
    </Section>
  )
}

/** Which edition the person accepted and how, what is announced, and the ways to leave. */
const MyPolicyPage = async ({ searchParams }: Props) => {
  if (!may((await signedCustomer()).actor, "edition.accept")) missing()
  const [mine, t, locale] = [await asSubject(myPolicy), await translator("my-policy"), await currentLocale()]
  const { done } = await searchParams
  return (
    <>
      <PageTitle lead={t("lead", { number: String(mine.current.number) })}>{t("title")}</PageTitle>
      <Message mine={mine} done={done === "accepted" && !mine.toAccept} />
      {mine.toAccept && (
        <Form action={acceptAction}>
          <Accept />
          <Button>{t("accept")}</Button>
        </Form>
      )}
      <Acceptances mine={mine} />
      {mine.leaving.length > 0 && (
        <Section id="leave" title={t("leave")}>
          <p>{t("leaveAbout")}</p>
          <LinkRows
            rows={mine.leaving.map(({ code, title }) => ({
              href: `/cabinet/requests/new/${code}`,
              title: title[locale],
            }))}
          />
        </Section>
      )}
      <Section id="editions" title={t("editions")}>
        <LinkRows
          rows={mine.current.all.toReversed().map(({ number }) => ({
            href: `/policy/${number}`,
            title: t("edition", { number: String(number) }),
          }))}
        />
      </Section>
    </>
  )
}

export default MyPolicyPage
