import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Button, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Prose } from "@/app/_ui/text"
import { hashOfText, permissionText } from "@/lib/disclosures/permission-text"
import { myPermission } from "@/lib/disclosures/written-permissions"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { answerPermissionAction } from "../actions"

type Props = { params: Promise<{ permission: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("permissions"))("answer.title"),
})

/** A permission asked of the person: its words, to be signed with the password or refused. */
const PermissionPage = async ({ params }: Props) => {
  const [{ permission: id }, { actor }] = [await params, await signedSubject()]
  if (!may(actor, "permission.answer") || !isUuid(id)) missing()
  const { policy } = await currentInForce()
  const asked = await orNotFound(asSubject((ctx) => myPermission(ctx, id, policy.organisation.timezone)))
  if (asked.state !== "asked") missing()
  const [t, list, locale] = [
    await translator("permissions"),
    await translator("disclosures"),
    await currentLocale(),
  ]
  const text = permissionText(policy, asked, locale)
  return (
    <>
      <BackLink href="/cabinet/disclosures">{list("mine.title")}</BackLink>
      <PageTitle lead={t("answer.lead")}>{t("answer.title")}</PageTitle>
      <Prose>
        <blockquote>{text}</blockquote>
      </Prose>
      <Form action={answerPermissionAction} permalink={`/cabinet/disclosures/${id}`}>
        <input type="hidden" name="permission" value={id} />
        <input type="hidden" name="textHash" value={hashOfText(text).toString("hex")} />
        <Field
          name="password"
          type="password"
          label={t("answer.password")}
          hint={t("answer.passwordHint")}
          autoComplete="current-password"
          width={20}
        />
        <Buttons>
          <Button name="answer" value="give">
            {t("answer.sign")}
          </Button>
          <Button kind="secondary" name="answer" value="refuse">
            {t("answer.refuse")}
          </Button>
        </Buttons>
      </Form>
    </>
  )
}

export default PermissionPage
