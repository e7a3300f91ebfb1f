import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Form } from "@/app/_ui/form"
import { CodeStep } from "../../code-step"
import { finishContactAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("contact"))("code.title"),
})

const ContactCodePage = async () => {
  const t = await translator("contact")
  return (
    <CodeStep flow="contact">
      <Form action={finishContactAction}>
        <CodeField label={t("code.code")} hint={t("code.codeHint")} />
        <Button>{t("code.submit")}</Button>
      </Form>
    </CodeStep>
  )
}

export default ContactCodePage
