import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Details } from "@/app/_ui/details"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { confirmCodeAction, confirmRecoveryAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sign-in"))("code.title"),
})

const CodePage = async () => {
  const [t, security] = [await translator("sign-in"), await translator("security")]
  return (
    <>
      <PageTitle lead={t("code.lead")}>{t("code.title")}</PageTitle>
      <Form action={confirmCodeAction}>
        <CodeField label={t("code.code")} />
        <Button>{t("code.submit")}</Button>
      </Form>
      <Details summary={security("recovery.lost")}>
        <Form action={confirmRecoveryAction}>
          <Field
            name="recovery"
            label={security("recovery.code")}
            hint={security("recovery.codeHint")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            width={20}
          />
          <Button kind="secondary">{security("recovery.enter")}</Button>
        </Form>
      </Details>
      <Section>
        <Prose>
          <p>
            <a href="/sign-in">{t("code.again")}</a>
          </p>
        </Prose>
      </Section>
    </>
  )
}

export default CodePage
