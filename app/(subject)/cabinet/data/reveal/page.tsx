import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { signedSubject } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle } from "@/app/_ui/text"
import { revealAction } from "./actions"
import { backTo } from "./back"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("data"))("reveal.title"),
})

type Props = { searchParams: Promise<{ back?: string | string[] }> }

const RevealPage = async ({ searchParams }: Props) => {
  await signedSubject()
  const [t, { back }] = [await translator("data"), await searchParams]
  const to = backTo(back)
  return (
    <>
      <PageTitle lead={t("reveal.lead")}>{t("reveal.title")}</PageTitle>
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
