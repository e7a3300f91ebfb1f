import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { RecipientStanding } from "@/app/_records/recipient-state"
import { recipientWords } from "@/app/_records/recipient-words"
import { dateWords } from "@/app/_server/date-words"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import type { Day } from "@/lib/deadlines/day"
import { formatDate } from "@/lib/format/date"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { recipient } from "@/lib/policy/lookup"
import { isByHand, type Listed, recipientNotice } from "@/lib/recipients/list-notices"
import { enterAnswerAction, tellByHandAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("recipients"))("one.title"),
})

const Tell = async ({ notice, today }: { notice: Listed; today: Day }) => {
  const t = await translator("recipients")
  return (
    <Section id="tell" title={t("tell.title")}>
      <p>{t(notice.lastError ? "tell.failed" : "tell.about")}</p>
      <Form action={tellByHandAction}>
        <input type="hidden" name="notice" value={notice.id} />
        <DateFields name="told" label={t("tell.on")} words={await dateWords()} defaultValue={today} />
        <TextArea name="note" label={t("tell.note")} hint={t("noteHint")} rows={3} />
        <Button>{t("tell.submit")}</Button>
      </Form>
    </Section>
  )
}

const Answer = async ({ notice, today }: { notice: Listed; today: Day }) => {
  const t = await translator("recipients")
  return (
    <Section id="answer" title={t("enter.title")}>
      <p>{t("enter.about")}</p>
      <Form action={enterAnswerAction}>
        <input type="hidden" name="notice" value={notice.id} />
        <Radios
          name="answer"
          label={t("enter.state")}
          options={(["done", "not_held", "refused"] as const).map((value) => ({
            value,
            label: t(`state.${value}`),
          }))}
        />
        <DateFields name="answered" label={t("enter.on")} words={await dateWords()} defaultValue={today} />
        <TextArea name="note" label={t("enter.note")} hint={t("noteHint")} rows={3} />
        <Button>{t("enter.submit")}</Button>
      </Form>
    </Section>
  )
}

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

/** One notice: what the recipient was told to do, where it stands, and what staff enter of it by hand. */
const RecipientPage = async ({ params, searchParams }: Props) => {
  const [{ actor }, { id }] = [await signedStaff(), await params]
  if (!may(actor, "recipients.read") || !isUuid(id)) missing()
  const { notice, policy, today } = await orNotFound(asStaff((ctx) => recipientNotice(ctx, id)))
  const [t, locale, words] = [
    await translator("recipients"),
    await currentLocale(),
    await recipientWords(policy),
  ]
  const said = await doneWords("recipients", (await searchParams).done)
  const { notify } = recipient(policy, notice.recipient)
  const enters = may(actor, "request.tell") && !notice.answeredAt
  return (
    <>
      <BackLink href="/admin/recipients">{t("one.back")}</BackLink>
      <PageTitle caption={t("one.caption", { number: notice.number ?? "" })}>
        {words.whom(notice.recipient)}
      </PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <SummaryList
        rows={[
          { key: t("list.state"), value: <RecipientStanding notice={notice} today={today} /> },
          ...notice.acts.map((act) => ({ key: words.does(act), value: words.what(act) })),
          { key: t("list.how"), value: t(`channel.${notice.channel}`) },
          ...(notify?.channel === "post" ? [{ key: t("one.address"), value: notify.address }] : []),
          ...(notice.remindedAt
            ? [{ key: t("one.reminded"), value: formatDate(notice.remindedAt, locale) }]
            : []),
          {
            key: t("list.request"),
            value: <a href={`/admin/requests/${notice.number}?part=${notice.partId}`}>{notice.number}</a>,
          },
        ]}
      />
      {enters && isByHand(notice) && <Tell notice={notice} today={today} />}
      {enters && notice.toldAt && <Answer notice={notice} today={today} />}
    </>
  )
}

export default RecipientPage
