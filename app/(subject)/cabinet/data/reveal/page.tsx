import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PasskeyForm } from "@/app/_ui/passkey-form"
import { PageTitle } from "@/app/_ui/text"
import { ownCredentials } from "@/lib/people/own-passkeys"
import { askRevealAction, revealAction, revealByPasskeyAction } from "./actions"
import { backTo } from "./back"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("data"))("reveal.title"),
})

type Props = { searchParams: Promise<{ back?: string | string[] }> }

const RevealPage = async ({ searchParams }: Props) => {
  const [t, { back }] = [await translator("data"), await searchParams]
  const to = backTo(back)
  const has = await asSubject(ownCredentials)
  return (
    <>
      <PageTitle lead={t("reveal.lead")}>{t("reveal.title")}</PageTitle>
      {has.length > 0 && (
        <PasskeyForm ceremony="use" begin={askRevealAction} finish={revealByPasskeyAction}>
          <input type="hidden" name="back" value={to} />
          <Button kind="secondary">{t("reveal.passkey")}</Button>
        </PasskeyForm>
      )}
      <Form action={revealAction}>
        <input type="hidden" name="back" value={to} />
        <Field
          name="password"
          type="password"
          label={t("reveal.password")}
          autoComplete="current-password"
          width={20}
        />
        <Buttons>
          <Button>{t("reveal.submit")}</Button>
          <ButtonLink kind="link" href={to}>
            {t("reveal.cancel")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}

export default RevealPage
