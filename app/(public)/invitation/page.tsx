import type { Metadata } from "next"
import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { Button } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PasskeyForm } from "@/app/_ui/passkey-form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle } from "@/app/_ui/text"
import { NotFound } from "@/lib/errors"
import { readInvitation } from "@/lib/people/invitations"
import { PASSWORD_MIN, STAFF_PASSWORD_MIN } from "@/lib/people/passwords"
import { acceptByPasskeyAction, acceptInvitationAction, beginInvitedAction } from "./actions"

type Props = { searchParams: Promise<{ token?: string | string[]; with?: string | string[] }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("invitation"))("title"),
})

const Password = async ({ min }: { min: number }) => {
  const t = await translator("invitation")
  return (
    <Field
      name="password"
      type="password"
      label={t("password")}
      hint={t("staffPasswordHint", { min })}
      autoComplete="new-password"
      width={20}
    />
  )
}

type Way = { token: string; secret: string }

const ByCode = async ({ token, secret }: Way) => {
  const [t, href] = [await translator("invitation"), `/invitation?token=${token}&with=passkey`]
  return (
    <>
      <SummaryList
        rows={[
          {
            key: t("secret"),
            value: secret.replace(/(.{4})/g, "$1 ").trim(),
            note: t("secretNote"),
          },
        ]}
      />
      <Form action={acceptInvitationAction}>
        <input type="hidden" name="token" value={token} />
        <Password min={STAFF_PASSWORD_MIN} />
        <CodeField label={t("code")} />
        <Button>{t("submit")}</Button>
      </Form>
      <p>
        <a href={href}>{t("passkey.instead")}</a>
      </p>
    </>
  )
}

const ByPasskey = async ({ token }: { token: string }) => {
  const [t, security] = [await translator("invitation"), await translator("security")]
  return (
    <>
      <PasskeyForm
        ceremony="make"
        begin={beginInvitedAction}
        finish={acceptByPasskeyAction}
        without={<p>{t("passkey.without")}</p>}
      >
        <input type="hidden" name="token" value={token} />
        <Password min={PASSWORD_MIN} />
        <Field
          name="name"
          label={security("passkey.name")}
          hint={security("passkey.nameHint")}
          autoComplete="off"
          width={20}
        />
        <Button>{t("passkey.submit")}</Button>
      </PasskeyForm>
      <p>
        <a href={`/invitation?token=${token}`}>{t("passkey.code")}</a>
      </p>
    </>
  )
}

/** Where an invited member of staff chooses a password and sets up a second factor. Opening it uses nothing up. */
const InvitationPage = async ({ searchParams }: Props) => {
  const { token, with: by } = await searchParams
  if (typeof token !== "string") missing()
  const t = await translator("invitation")
  const invitation = await readInvitation(house(), token).catch((error) => {
    if (error instanceof NotFound) missing()
    throw error
  })
  return (
    <>
      <PageTitle lead={t(by === "passkey" ? "passkey.lead" : "lead")}>{t("title")}</PageTitle>
      <SummaryList
        rows={[
          { key: t("name"), value: invitation.name },
          { key: t("email"), value: invitation.email },
        ]}
      />
      {by === "passkey" ? <ByPasskey token={token} /> : <ByCode token={token} secret={invitation.secret} />}
    </>
  )
}

export default InvitationPage
