import type { Metadata } from "next"
import { Fragment } from "react"
import { dateWords } from "@/app/_server/date-words"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Checkboxes } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { localeNames, locales } from "@/lib/format/locale"
import { staffRoles } from "@/lib/people/invite-colleague"
import { may } from "@/lib/permissions"
import { publishTrainingAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("trainings"))("new.title"),
})

const NewTrainingPage = async () => {
  const { actor } = await signedStaff()
  if (!may(actor, "training.publish")) missing()
  const [t, views] = [await translator("trainings"), await translator("views")]
  return (
    <>
      <BackLink href="/admin/trainings">{t("title")}</BackLink>
      <PageTitle lead={t("new.lead")}>{t("new.title")}</PageTitle>
      <Form action={publishTrainingAction}>
        {locales.map((locale) => (
          <Fragment key={locale}>
            <Field
              name={`title_${locale}`}
              lang={locale}
              label={t("new.name", { language: localeNames[locale] })}
            />
            <TextArea
              name={`text_${locale}`}
              lang={locale}
              label={t("new.text", { language: localeNames[locale] })}
              rows={locale === "ky" ? 8 : 4}
            />
          </Fragment>
        ))}
        <Checkboxes
          name="roles"
          label={t("new.roles")}
          options={staffRoles.map((value) => ({ value, label: views(`role.${value}`) }))}
        />
        <DateFields name="due" label={t("new.due")} hint={t("new.dueHint")} words={await dateWords()} />
        <Button>{t("new.submit")}</Button>
      </Form>
    </>
  )
}

export default NewTrainingPage
