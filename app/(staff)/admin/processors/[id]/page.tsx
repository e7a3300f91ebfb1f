import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { orNotFound } from "@/app/_records/or-not-found"
import { dateWords } from "@/app/_server/date-words"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { DateFields } from "@/app/_ui/date-fields"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { findProcessor, type Processor } from "@/lib/disclosures/processors"
import { formatDate } from "@/lib/format/date"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { changeProcessorAction, endProcessorAction } from "../actions"
import { ContractState } from "../contract-state"
import { TermsFields } from "../terms-fields"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("processors"))("title"),
})

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string | string[] }> }

const Facts = async ({ of, today }: { of: Processor; today: string }) => {
  const [t, words, locale] = [await translator("processors"), await disclosureWords(), await currentLocale()]
  const { contractNumber: number, contractOn } = of
  return (
    <SummaryList
      strong="key"
      rows={[
        { key: t("recipient"), value: words.whom(of.recipient) },
        {
          key: t("contract"),
          value: t("contractOf", { number, date: formatDate(contractOn, locale) }),
          note: <ContractState of={of} today={today} />,
        },
        { key: t("service"), value: of.service },
        { key: t("categories"), value: words.what(of.categories) },
        { key: t("country"), value: of.country },
        ...(of.subprocessors ? [{ key: t("subprocessors"), value: of.subprocessors }] : []),
        { key: t("measures"), value: of.measures, note: formatDate(of.measuresOn, locale) },
      ]}
    />
  )
}

const Acts = async ({ of }: { of: Processor }) => {
  const t = await translator("processors")
  return (
    <>
      <Section id="change" title={t("change")}>
        <Form action={changeProcessorAction}>
          <input type="hidden" name="id" value={of.id} />
          <TermsFields of={of} />
          <Button kind="secondary">{t("save")}</Button>
        </Form>
      </Section>
      <Section id="end" title={t("end")}>
        <p>{t("endLead")}</p>
        <Form action={endProcessorAction}>
          <input type="hidden" name="id" value={of.id} />
          <DateFields name="ended" label={t("ended")} words={await dateWords()} />
          <Button kind="secondary">{t("endSubmit")}</Button>
        </Form>
      </Section>
    </>
  )
}

const ProcessorPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "processors.read") || !isUuid(id)) missing()
  const { processor, today } = await orNotFound(
    asStaff(async (ctx) => ({
      processor: await findProcessor(ctx, id),
      today: dayIn(ctx.now, (await inForceNow(ctx.db)).policy.organisation.timezone),
    })),
  )
  const [t, said] = [await translator("processors"), await doneWords("processors", done)]
  return (
    <>
      <BackLink href="/admin/processors">{t("back")}</BackLink>
      <PageTitle>{processor.name}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Facts of={processor} today={today} />
      {may(actor, "processors.keep") && !processor.endedOn && <Acts of={processor} />}
    </>
  )
}

export default ProcessorPage
