import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { readBreach } from "@/lib/breaches/breach"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { changeAction } from "../../actions"
import { BreachFields } from "../../breach-fields"

type Props = { params: Promise<{ number: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("breaches"))("form.change"),
})

const ChangeBreachPage = async ({ params }: Props) => {
  const [{ number }, { actor }] = [await params, await signedStaff()]
  if (!may(actor, "breach.write")) missing()
  const breach = await orNotFound(asStaff((ctx) => readBreach(ctx, number)))
  if (breach.state !== "draft") missing()
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  return (
    <>
      <BackLink href={`/admin/breaches/${number}`}>{t("backOne")}</BackLink>
      <PageTitle
        caption={t("one", { number })}
        lead={t("form.leadChange", { found: formatDate(breach.foundOn, locale) })}
      >
        {t("form.change")}
      </PageTitle>
      <Form action={changeAction}>
        <input type="hidden" name="number" value={number} />
        <input type="hidden" name="version" value={breach.version} />
        <BreachFields breach={breach} />
        <Button>{t("form.submit")}</Button>
      </Form>
    </>
  )
}

export default ChangeBreachPage
