import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { beginRecoveryAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("recover"))("title"),
})

const RecoverPage = async () => {
  const t = await translator("recover")
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Form action={beginRecoveryAction}>
        <Field
          name="contact"
          label={t("contact")}
          hint={t("contactHint")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          width={20}
        />
        <Button>{t("submit")}</Button>
      </Form>
      <Section>
        <Prose>
          <p>
            {t("remembered")} <a href="/sign-in">{t("signIn")}</a>
          </p>
          <p>{t("desk")}</p>
        </Prose>
      </Section>
    </>
  )
}

export default RecoverPage
