import type { Metadata } from "next"
import { flowCookie } from "@/app/_server/cookies"
import { translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { finishContactAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("contact"))("code.title"),
})

const ContactCodePage = async () => {
  const t = await translator("contact")
  if (!(await flowCookie("contact"))) {
    return (
      <>
        <PageTitle lead={t("code.expired")}>{t("title")}</PageTitle>
        <ButtonLink href="/contact">{t("code.start")}</ButtonLink>
      </>
    )
  }
  return (
    <>
      <PageTitle lead={t("code.lead")}>{t("code.title")}</PageTitle>
      <Form action={finishContactAction}>
        <Field
          name="code"
          label={t("code.code")}
          hint={t("code.codeHint")}
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          width={6}
        />
        <Button>{t("code.submit")}</Button>
      </Form>
      <Section id="none" title={t("code.none.title")}>
        <Prose>
          <ul>
            <li>{t("code.none.wait")}</li>
            <li>
              <a href="/contact">{t("code.none.again")}</a>
            </li>
            <li>{t("code.none.other")}</li>
          </ul>
        </Prose>
      </Section>
    </>
  )
}

export default ContactCodePage
