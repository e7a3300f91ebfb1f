import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { CodeField } from "@/app/_ui/code-field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Prose } from "@/app/_ui/text"
import { contactChange } from "@/lib/requests/change-contact"
import { confirmContactAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("confirm.title"),
})

type Props = { searchParams: Promise<{ change?: string }> }

const ConfirmPage = async ({ searchParams }: Props) => {
  const { change = "" } = await searchParams
  const target = await asSubject((ctx) => contactChange(ctx, change))
  const t = await translator("request")
  if (!target) {
    return (
      <>
        <PageTitle lead={t("confirm.overAbout")}>{t("confirm.over")}</PageTitle>
        <Prose>
          <ButtonLink href="/cabinet/requests/new/rectification">{t("confirm.again")}</ButtonLink>
        </Prose>
      </>
    )
  }
  const back = `/cabinet/requests/new/rectification?category=${target.category}`
  return (
    <>
      <BackLink href={back}>{t("confirm.back")}</BackLink>
      <PageTitle lead={t(`confirm.lead.${target.kind}`, { contact: target.value })}>
        {t("confirm.title")}
      </PageTitle>
      <Form action={confirmContactAction}>
        <input type="hidden" name="change" value={change} />
        <CodeField label={t("confirm.code")} hint={t("confirm.hint")} />
        <Buttons>
          <Button>{t("confirm.submit")}</Button>
          <ButtonLink kind="link" href={back}>
            {t("confirm.notCome")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}

export default ConfirmPage
