import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { confirmCodeAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sign-in"))("code.title"),
})

const CodePage = async () => {
  const t = await translator("sign-in")
  return (
    <>
      <PageTitle lead={t("code.lead")}>{t("code.title")}</PageTitle>
      <Form action={confirmCodeAction}>
        <CodeField label={t("code.code")} />
        <Button>{t("code.submit")}</Button>
      </Form>
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
