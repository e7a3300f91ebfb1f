import type { Metadata } from "next"
import { sessionToken } from "@/app/_server/cookies"
import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Details } from "@/app/_ui/details"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PasskeyForm } from "@/app/_ui/passkey-form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { factorsOf } from "@/lib/people/second-factor"
import { askSecondAction, confirmCodeAction, confirmPasskeyAction, confirmRecoveryAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sign-in"))("code.title"),
})

/** The device that holds a passkey, asked first: it is quicker than a code, and nobody can have it read out to them. */
const ByPasskey = async ({ hasCode }: { hasCode: boolean }) => {
  const t = await translator("security")
  const without = <p>{t(hasCode ? "passkey.withoutCode" : "passkey.withoutAll")}</p>
  return (
    <PasskeyForm ceremony="use" begin={askSecondAction} finish={confirmPasskeyAction} without={without}>
      <Button>{t("passkey.second")}</Button>
    </PasskeyForm>
  )
}

const CodePage = async () => {
  const [t, security] = [await translator("sign-in"), await translator("security")]
  const has = await factorsOf(house(), (await sessionToken()) ?? "")
  return (
    <>
      {has.passkey ? (
        <PageTitle lead={security(has.code ? "passkey.secondEither" : "passkey.secondLead")}>
          {security("passkey.secondTitle")}
        </PageTitle>
      ) : (
        <PageTitle lead={t("code.lead")}>{t("code.title")}</PageTitle>
      )}
      {has.passkey && <ByPasskey hasCode={has.code} />}
      {has.code && (
        <Form action={confirmCodeAction}>
          <CodeField label={t("code.code")} />
          <Button kind={has.passkey ? "secondary" : "primary"}>{t("code.submit")}</Button>
        </Form>
      )}
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
