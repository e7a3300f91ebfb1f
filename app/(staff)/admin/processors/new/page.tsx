import type { Metadata } from "next"
import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { addProcessorAction } from "../actions"
import { TermsFields } from "../terms-fields"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("processors"))("add"),
})

const NewProcessorPage = async () => {
  if (!may((await signedStaff()).actor, "processors.keep")) missing()
  const [t, locale, { policy }, words] = [
    await translator("processors"),
    await currentLocale(),
    await currentInForce(),
    await dateWords(),
  ]
  return (
    <>
      <BackLink href="/admin/processors">{t("back")}</BackLink>
      <PageTitle lead={t("addLead")}>{t("add")}</PageTitle>
      <Form action={addProcessorAction}>
        <Field name="name" label={t("name")} autoComplete="off" />
        <Radios
          name="recipient"
          label={t("recipient")}
          options={policy.recipients.map(({ code, title }) => ({ value: code, label: title[locale] }))}
        />
        <Field name="contractNumber" label={t("contractNumber")} autoComplete="off" width={20} />
        <DateFields name="contractOn" label={t("contractOn")} words={words} />
        <TermsFields />
        <Button>{t("save")}</Button>
      </Form>
    </>
  )
}

export default NewProcessorPage
