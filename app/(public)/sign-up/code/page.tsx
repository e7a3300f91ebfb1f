import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PASSWORD_MIN } from "@/lib/people/passwords"
import { CodeStep } from "../../code-step"
import { Accept } from "../../policy/accept"
import { finishSignUpAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sign-up"))("code.title"),
})

/** The same page and words whether the person is on file or not: nothing can be learnt from it. */
const SignUpCodePage = async () => {
  const t = await translator("sign-up")
  return (
    <CodeStep flow="sign-up">
      <Form action={finishSignUpAction}>
        <CodeField label={t("code.code")} hint={t("code.codeHint")} />
        <Field
          name="password"
          type="password"
          label={t("code.password")}
          hint={t("code.passwordHint", { min: String(PASSWORD_MIN) })}
          autoComplete="new-password"
          width={20}
        />
        <Accept />
        <Button>{t("code.submit")}</Button>
      </Form>
    </CodeStep>
  )
}

export default SignUpCodePage
