import type { Metadata } from "next"
import { flowCookie } from "@/app/_server/cookies"
import { translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { PASSWORD_MIN } from "@/lib/people/passwords"
import { finishSignUpAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sign-up"))("code.title"),
})

const NoCode = async () => {
  const t = await translator("sign-up")
  return (
    <Section id="none" title={t("code.none.title")}>
      <Prose>
        <ul>
          <li>{t("code.none.wait")}</li>
          <li>
            <a href="/sign-up">{t("code.none.again")}</a>
          </li>
          <li>{t("code.none.other")}</li>
        </ul>
      </Prose>
    </Section>
  )
}

/** The same page and words whether the person is on file or not: nothing can be learnt from it. */
const SignUpCodePage = async () => {
  const t = await translator("sign-up")
  if (!(await flowCookie("sign-up"))) {
    return (
      <>
        <PageTitle lead={t("code.expired")}>{t("title")}</PageTitle>
        <ButtonLink href="/sign-up">{t("code.start")}</ButtonLink>
      </>
    )
  }
  return (
    <>
      <PageTitle lead={t("code.lead")}>{t("code.title")}</PageTitle>
      <Form action={finishSignUpAction}>
        <Field
          name="code"
          label={t("code.code")}
          hint={t("code.codeHint")}
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          width={6}
        />
        <Field
          name="password"
          type="password"
          label={t("code.password")}
          hint={t("code.passwordHint", { min: String(PASSWORD_MIN) })}
          autoComplete="new-password"
          width={20}
        />
        <Button>{t("code.submit")}</Button>
      </Form>
      <NoCode />
    </>
  )
}

export default SignUpCodePage
