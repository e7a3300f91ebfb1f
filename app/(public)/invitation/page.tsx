import type { Metadata } from "next"
import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle } from "@/app/_ui/text"
import { NotFound } from "@/lib/errors"
import { readInvitation } from "@/lib/people/invitations"
import { acceptInvitationAction } from "./actions"

type Props = { searchParams: Promise<{ token?: string | string[] }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("invitation"))("title"),
})

/** Where an invited member of staff chooses a password and sets up one-time codes. Opening it uses nothing up. */
const InvitationPage = async ({ searchParams }: Props) => {
  const { token } = await searchParams
  if (typeof token !== "string") missing()
  const t = await translator("invitation")
  const invitation = await readInvitation(house(), token).catch((error) => {
    if (error instanceof NotFound) missing()
    throw error
  })
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <SummaryList
        rows={[
          { key: t("name"), value: invitation.name },
          { key: t("email"), value: invitation.email },
          {
            key: t("secret"),
            value: invitation.secret.replace(/(.{4})/g, "$1 ").trim(),
            note: t("secretNote"),
          },
        ]}
      />
      <Form action={acceptInvitationAction}>
        <input type="hidden" name="token" value={token} />
        <Field
          name="password"
          type="password"
          label={t("password")}
          hint={t("passwordHint")}
          autoComplete="new-password"
        />
        <CodeField label={t("code")} />
        <Button>{t("submit")}</Button>
      </Form>
    </>
  )
}

export default InvitationPage
