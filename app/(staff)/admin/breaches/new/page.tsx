import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { recordAction } from "../actions"
import { BreachFields } from "../breach-fields"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("breaches"))("form.title"),
})

const NewBreachPage = async () => {
  const [{ actor }, { policy }] = [await signedStaff(), await currentInForce()]
  if (!may(actor, "breach.write") || !policy.breaches) missing()
  const t = await translator("breaches")
  return (
    <>
      <BackLink href="/admin/breaches">{t("back")}</BackLink>
      <PageTitle lead={t("form.lead")}>{t("form.title")}</PageTitle>
      <Form action={recordAction}>
        <BreachFields />
        <Button>{t("form.submit")}</Button>
      </Form>
    </>
  )
}

export default NewBreachPage
