import type { Metadata } from "next"
import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Prose } from "@/app/_ui/text"
import { NotFound } from "@/lib/errors"
import { readAccountInvitation } from "@/lib/people/account-invitations"
import { openAccountAction } from "./actions"

type Props = { searchParams: Promise<{ token?: string | string[] }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("invitation"))("account.title"),
})

/** A link that was used, is too old or never was: the three look the same, and each can be asked for again. */
const Gone = async () => {
  const t = await translator("invitation")
  return (
    <>
      <PageTitle lead={t("account.gone")}>{t("account.goneTitle")}</PageTitle>
      <Prose>
        <p>
          <a href="/sign-in">{t("account.signIn")}</a>
        </p>
      </Prose>
    </>
  )
}

/** Where somebody whom staff identified sets a password. Opening it uses nothing up. */
const AccountInvitationPage = async ({ searchParams }: Props) => {
  const { token } = await searchParams
  const found =
    typeof token === "string"
      ? await readAccountInvitation(house(), token).catch((error) => {
          if (error instanceof NotFound) return null
          throw error
        })
      : null
  if (!found || typeof token !== "string") return <Gone />
  const t = await translator("invitation")
  return (
    <>
      <PageTitle lead={t("account.lead")}>{t("account.title")}</PageTitle>
      <SummaryList rows={[{ key: t("account.login"), value: found.value }]} />
      <Form action={openAccountAction}>
        <input type="hidden" name="token" value={token} />
        <Field
          name="password"
          type="password"
          label={t("password")}
          hint={t("passwordHint")}
          autoComplete="new-password"
          width={20}
        />
        <Button>{t("account.submit")}</Button>
      </Form>
    </>
  )
}

export default AccountInvitationPage
