import type { Metadata } from "next"
import { z } from "zod"
import { orNotFound } from "@/app/_records/or-not-found"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Paragraphs, Prose, Section, When } from "@/app/_ui/text"
import { type Duty, type DutyQuestion, isFor } from "@/lib/duties/duty"
import { readDuty } from "@/lib/duties/list-duties"
import { may } from "@/lib/permissions"
import { citationText, textIn } from "@/lib/policy/lookup"
import { finishDutyAction, takeDutyAction } from "../actions"
import { Whose } from "../whose"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("duties"))("title"),
})

const Facts = async ({ duty }: { duty: Duty }) => {
  const [t, locale] = [await translator("duties"), await currentLocale()]
  const { dueOn, doneAt, doneByName } = duty
  return (
    <SummaryList
      rows={[
        { key: t("row.due"), value: <When at={dueOn} locale={locale} as="long" /> },
        ...(doneAt
          ? [
              { key: t("row.doneOn"), value: <When at={doneAt} locale={locale} as="time" /> },
              { key: t("row.doneBy"), value: doneByName },
            ]
          : [{ key: t("row.whose"), value: <Whose duty={duty} /> }]),
      ]}
    />
  )
}

const Again = async ({ every }: { every: string }) => {
  const t = await translator("duties")
  const unit = every.endsWith("Y") ? "Y" : every.endsWith("M") ? "M" : "D"
  return <p>{t("every", { period: t(`period.${unit}`, { n: Number(every.slice(1, -1)) }) })}</p>
}

const Take = async ({ duty, mine }: { duty: Duty; mine: boolean }) => {
  const t = await translator("duties")
  return (
    <Form action={takeDutyAction}>
      <input type="hidden" name="duty" value={duty.id} />
      {mine && <input type="hidden" name="back" value="yes" />}
      <Button kind="secondary">{t(mine ? "back" : "take")}</Button>
    </Form>
  )
}

/** What is cited for a question, in the reader's language. */
const citedFor = async ({ cites = [] }: DutyQuestion): Promise<string | undefined> => {
  const [t, locale, { profile }] = [await translator("duties"), await currentLocale(), await currentInForce()]
  if (cites.length === 0) return undefined
  return t("cites", { cites: cites.map((cite) => citationText(profile, cite, locale)).join("; ") })
}

const Answer = async ({ duty }: { duty: Duty }) => {
  const [t, locale] = [await translator("duties"), await currentLocale()]
  const { questions } = duty.document
  const hints = await Promise.all(questions.map(citedFor))
  return (
    <Section id="answer" title={t("questions")}>
      <Form action={finishDutyAction}>
        <input type="hidden" name="duty" value={duty.id} />
        {questions.map(({ code, text }, i) => (
          <Radios
            key={code}
            name={`answers.${code}`}
            label={textIn(text, locale)}
            hint={hints[i]}
            options={[
              { value: "yes", label: t("yes") },
              { value: "no", label: t("no") },
            ]}
          />
        ))}
        <TextArea name="note" label={t("note")} hint={t("noteHint")} optional rows={3} />
        <Button>{t("finish")}</Button>
      </Form>
    </Section>
  )
}

const Answered = async ({ duty }: { duty: Duty }) => {
  const [t, locale] = [await translator("duties"), await currentLocale()]
  const said = (code: string) => duty.answers?.[code] ?? "no"
  return (
    <Section id="answers" title={t("answers")}>
      <SummaryList
        rows={duty.document.questions.map(({ code, text }) => ({
          key: textIn(text, locale),
          value: t(said(code)),
        }))}
      />
      {duty.note && (
        <Prose>
          <p>{duty.note}</p>
        </Prose>
      )}
    </Section>
  )
}

const DutyPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "duty.read") || !z.uuid().safeParse(id).success) missing()
  const duty = await orNotFound(asStaff((ctx) => readDuty(ctx, id)))
  const [t, locale] = [await translator("duties"), await currentLocale()]
  const said = await doneWords("duties", done)
  const open = !duty.doneAt
  const mine = duty.assignedTo === actor.accountId
  const can = open && may(actor, "duty.do") && isFor(duty, actor)
  const { title, lead } = duty.document
  return (
    <>
      <BackLink href="/admin/duties">{t("title")}</BackLink>
      <PageTitle>{textIn(title, locale)}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Facts duty={duty} />
      {lead && <Paragraphs text={textIn(lead, locale)} />}
      {open && duty.every && <Again every={duty.every} />}
      {can && !duty.personal && <Take duty={duty} mine={mine} />}
      {can && <Answer duty={duty} />}
      {duty.answers && <Answered duty={duty} />}
    </>
  )
}

export default DutyPage
