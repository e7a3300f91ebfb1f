import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle } from "@/app/_ui/text"
import { offeredKey } from "@/lib/people/own-codes"
import { changeCodesAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("codes.title"),
})

/** Where a member of staff sets up one-time codes on another device, or beside a passkey. Opening it changes nothing. */
const CodesPage = async () => {
  const key = await asStaff(offeredKey)
  const [t, words] = [await translator("security"), await translator("invitation")]
  return (
    <>
      <PageTitle lead={t("codes.lead")}>{t("codes.title")}</PageTitle>
      <SummaryList
        rows={[
          {
            key: words("secret"),
            value: key.replace(/(.{4})/g, "$1 ").trim(),
            note: words("secretNote"),
          },
        ]}
      />
      <Form action={changeCodesAction}>
        <CodeField label={words("code")} />
        <Field
          name="current"
          type="password"
          label={t("password.current")}
          autoComplete="current-password"
          width={20}
        />
        <Buttons>
          <Button>{t("codes.submit")}</Button>
          <ButtonLink kind="link" href="/admin/account">
            {t("password.cancel")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}

export default CodesPage
