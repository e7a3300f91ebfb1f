import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PASSWORD_MIN } from "@/lib/people/passwords"
import { CodeStep } from "../../code-step"
import { finishRecoveryAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("recover"))("code.title"),
})

/** The same page and words whether anybody has this contact or not: nothing can be learnt from it. */
const RecoverCodePage = async () => {
  const t = await translator("recover")
  return (
    <CodeStep flow="recover">
      <Form action={finishRecoveryAction}>
        <CodeField label={t("code.code")} hint={t("code.codeHint")} />
        <Field
          name="password"
          type="password"
          label={t("code.password")}
          hint={t("code.passwordHint", { min: String(PASSWORD_MIN) })}
          autoComplete="new-password"
          width={20}
        />
        <p>{t("code.after")}</p>
        <Button>{t("code.submit")}</Button>
      </Form>
    </CodeStep>
  )
}

export default RecoverCodePage
