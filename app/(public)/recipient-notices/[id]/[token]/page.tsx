import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { recipientWords } from "@/app/_records/recipient-words"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { formatDate, formatLongDate } from "@/lib/format/date"
import { type ByLink, type Link, noticeByLink } from "@/lib/recipients/by-link"
import { answerNoticeAction } from "./actions"

export const metadata: Metadata = { robots: { index: false } }

const Notice = async ({ id, token, notice, inForce }: Link & Extract<ByLink, { is: "open" }>) => {
  const [t, locale] = [await translator("recipients"), await currentLocale()]
  const words = await recipientWords(inForce.policy)
  return (
    <>
      <PageTitle
        caption={t("link.caption", { number: notice.request })}
        lead={t("link.lead", { organisation: notice.from.name })}
      >
        {t("link.title")}
      </PageTitle>
      <SummaryList
        rows={[
          ...(notice.person ? [{ key: words.kind(notice.person.kind), value: notice.person.value }] : []),
          ...notice.acts.map((act) => ({ key: words.does(act), value: words.what(act) })),
          { key: t("link.due"), value: formatLongDate(notice.due, locale) },
        ]}
      />
      <p>
        <a href={`/api/recipient-notices/${id}/${token}`}>{t("link.file")}</a>
      </p>
      <Section id="answer" title={t("link.answer")}>
        <Form action={answerNoticeAction}>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="token" value={token} />
          <Radios
            name="answer"
            label={t("link.state")}
            options={(["done", "not_held", "refused"] as const).map((value) => ({
              value,
              label: t(`choice.${value}`),
            }))}
          />
          <TextArea name="ground" label={t("link.ground")} hint={t("link.groundHint")} rows={3} optional />
          <Button>{t("link.submit")}</Button>
        </Form>
      </Section>
    </>
  )
}

/** What a recipient opens by the link in its e-mail, and answers once, with no sign-in. */
const RecipientNoticePage = async ({ params }: { params: Promise<Link> }) => {
  const link = await params
  const found = await orNotFound(noticeByLink(house(), link))
  if (found.is === "open") return <Notice {...link} {...found} />
  const [t, locale] = [await translator("recipients"), await currentLocale()]
  return (
    <>
      <PageTitle caption={t("link.caption", { number: found.request })}>{t("link.answered")}</PageTitle>
      <Banner kind="done" title={t(`choice.${found.answer}`)} live>
        <p>{t("link.answeredOn", { date: formatDate(found.at, locale) })}</p>
      </Banner>
    </>
  )
}

export default RecipientNoticePage
