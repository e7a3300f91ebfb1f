import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { house } from "@/app/_server/house"
import { looseTranslator, translator } from "@/app/_server/locale"
import { NationalFault } from "@/app/_server/national-fault"
import { currentSession } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PasskeyForm } from "@/app/_ui/passkey-form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { ContactLink } from "../contact-link"
import { askPasskeyAction, signInAction, signInByPasskeyAction } from "./actions"
import { DemoAccounts } from "./demo-accounts"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sign-in"))("title"),
})

type Props = {
  searchParams: Promise<{
    out?: string
    opened?: string
    ended?: string | string[]
    national?: string | string[]
  }>
}

/** What ended the session somebody had, by the code they were led here with; null for one nothing is said of. */
const overWords = async (ended: unknown): Promise<string | null> => {
  const words = await looseTranslator("security")
  return typeof ended === "string" && /^[a-z_]+$/.test(ended) ? words(`over.${ended}`) : null
}

const SignInPage = async ({ searchParams }: Props) => {
  const session = await currentSession()
  if (session.is === "actor") redirect(session.signed.actor.kind === "staff" ? "/admin" : "/cabinet")
  if (session.is === "holder") redirect("/cabinet/acting")
  const [t, { out, opened, ended, national }] = [await translator("sign-in"), await searchParams]
  const over = await overWords(ended)
  return (
    <>
      {(out || opened) && (
        <Banner kind="done" live>
          <p>{t(opened ? "opened" : "signedOut")}</p>
        </Banner>
      )}
      {over && <Banner title={over} />}
      <NationalFault code={national} />
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Form action={signInAction}>
        <Field
          name="login"
          label={t("login")}
          hint={t("loginHint")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          width={20}
        />
        <Field
          name="password"
          type="password"
          label={t("password")}
          autoComplete="current-password"
          width={20}
        />
        <Button>{t("submit")}</Button>
      </Form>
      <PasskeyForm ceremony="use" begin={askPasskeyAction} finish={signInByPasskeyAction}>
        <Button kind="secondary">{t("passkey")}</Button>
      </PasskeyForm>
      {house().configuration.oidc && (
        <Section>
          <ButtonLink kind="secondary" href="/api/national/start">
            {t("national")}
          </ButtonLink>
        </Section>
      )}
      <Section>
        <Prose>
          <p>
            {t("first")} <a href="/sign-up">{t("signUp")}</a>
          </p>
          <p>
            {t("forgotten")} <a href="/recover">{t("recover")}</a>
          </p>
          <p>{t("lost")}</p>
          <ContactLink />
        </Prose>
      </Section>
      {house().configuration.demo && <DemoAccounts />}
    </>
  )
}

export default SignInPage
