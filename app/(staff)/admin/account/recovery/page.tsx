import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle } from "@/app/_ui/text"
import { recoveryCodesLeft } from "@/lib/people/recovery-codes"
import { makeRecoveryCodesAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("recovery.title"),
})

/** Where a member of staff has codes made for the day the device with the one-time codes is lost. */
const RecoveryPage = async () => {
  const left = await asStaff(recoveryCodesLeft)
  const t = await translator("security")
  return (
    <>
      <PageTitle lead={t("recovery.lead")}>{t("recovery.title")}</PageTitle>
      <p>{t("recovery.left", { left })}</p>
      <Form action={makeRecoveryCodesAction} permalink="/admin/account/recovery">
        <Field
          name="current"
          type="password"
          label={t("password.current")}
          autoComplete="current-password"
          width={20}
        />
        <Buttons>
          <Button>{t("recovery.make")}</Button>
          <ButtonLink kind="link" href="/admin/account">
            {t("password.cancel")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}

export default RecoveryPage
