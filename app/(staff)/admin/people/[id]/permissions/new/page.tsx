import type { Metadata } from "next"
import { dateWords } from "@/app/_server/date-words"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { FileField, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { runningProcessors } from "@/lib/disclosures/processors"
import { permissionGround } from "@/lib/disclosures/written-permissions"
import { isUuid } from "@/lib/format/uuid"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { ToWhom } from "../../disclosures/new/fields"
import { askPermissionAction } from "./actions"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("permissions"))("ask.title"),
})

/** Asking for a permission shows nothing of the person, so no view is recorded for it. */
const NewPermissionPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  const inForce = await currentInForce()
  if (!may(actor, "permission.ask") || !isUuid(id)) missing()
  if (!permissionGround(inForce.policy)) missing()
  const [t, given, people, words] = [
    await translator("permissions"),
    await translator("disclosures"),
    await translator("people"),
    await dateWords(),
  ]
  const { passwordAccepted } = inForce.policy.signing
  return (
    <>
      <BackLink href={`/admin/people/${id}`}>{given("enter.toPerson")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("ask.lead")}>
        {t("ask.title")}
      </PageTitle>
      {done === "asked" && <Banner kind="done" title={t("ask.done")} live />}
      <Form action={askPermissionAction} permalink={`/admin/people/${id}/permissions/new`}>
        <input type="hidden" name="subject" value={id} />
        <ToWhom inForce={inForce} processors={await asStaff(runningProcessors)} what={t("what")} />
        <TextArea name="reason" label={t("ask.reason")} hint={t("ask.reasonHint")} rows={3} />
        <DateFields name="until" label={t("ask.until")} hint={t("ask.untilHint")} words={words} optional />
        <Radios
          name="paper"
          label={t("ask.how")}
          options={[
            ...(passwordAccepted ? [{ value: "no", label: t("ask.cabinet") }] : []),
            { value: "yes", label: t("ask.paper"), hint: t("ask.paperHint") },
          ]}
          defaultValue={passwordAccepted ? "no" : "yes"}
        />
        <DateFields name="given" label={t("ask.given")} words={words} optional />
        <FileField name="evidence" label={t("ask.scan")} hint={given("enter.scanHint")} optional />
        <Button>{t("ask.submit")}</Button>
      </Form>
    </>
  )
}

export default NewPermissionPage
