import { translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle } from "@/app/_ui/text"

type Props = {
  action: FormAction
  back: string
  /** How long the new one has to be. */
  min: number
}

/** The page on which somebody signed in chooses another password. */
export const PasswordForm = async ({ action, back, min }: Props) => {
  const t = await translator("security")
  return (
    <>
      <PageTitle lead={t("password.lead")}>{t("password.title")}</PageTitle>
      <Form action={action}>
        <Field
          name="current"
          type="password"
          label={t("password.current")}
          autoComplete="current-password"
          width={20}
        />
        <Field
          name="password"
          type="password"
          label={t("password.new")}
          hint={t("password.hint", { min })}
          autoComplete="new-password"
          width={20}
        />
        <Buttons>
          <Button>{t("password.submit")}</Button>
          <ButtonLink kind="link" href={back}>
            {t("password.cancel")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}
