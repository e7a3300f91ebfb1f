import type { Metadata } from "next"
import { TrueData } from "@/app/_records/true-data"
import { translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Button } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { knownBy } from "@/lib/sources/map-schema"
import { beginSignUpAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sign-up"))("title"),
})

const SignUpPage = async () => {
  const t = await translator("sign-up")
  const asksPin = knownBy((await currentInForce()).dataMap).has("pin")
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <TrueData />
      <Form action={beginSignUpAction}>
        {asksPin && (
          <Field
            name="pin"
            label={t("pin")}
            hint={t("pinHint")}
            inputMode="numeric"
            autoComplete="off"
            spellCheck={false}
            width={14}
          />
        )}
        <Field
          name="contact"
          label={t("contact")}
          hint={t("contactHint")}
          autoComplete="tel"
          autoCapitalize="none"
          spellCheck={false}
          width={20}
        />
        <Button>{t("submit")}</Button>
      </Form>
      <Section>
        <Prose>
          <p>
            {t("have")} <a href="/sign-in">{t("signIn")}</a>
          </p>
        </Prose>
      </Section>
    </>
  )
}

export default SignUpPage
