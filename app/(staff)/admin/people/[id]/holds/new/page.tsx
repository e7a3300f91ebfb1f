import type { Metadata } from "next"
import { z } from "zod"
import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { holdGrounds, secrecyGrounds } from "@/lib/fulfilment/keeping"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { citationsText } from "@/lib/policy/lookup"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import { setHoldAction } from "./actions"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ request?: string; done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("holds"))("set.title"),
})

const Fields = async () => {
  const [t, locale, inForce] = [await translator("holds"), await currentLocale(), await currentInForce()]
  const option = (ground: ReturnType<typeof holdGrounds>[number]) => ({
    value: ground.code,
    label: ground.title[locale],
    hint: citationsText(inForce.profile, ground.cites, locale),
  })
  const categories = inForce.policy.categories.map(({ code, title }) => ({
    value: code,
    label: title[locale],
  }))
  return (
    <>
      <Radios name="ground" label={t("set.ground")} options={holdGrounds(inForce).map(option)} />
      <Checkboxes
        name="scope"
        label={t("set.scope")}
        options={[{ value: EVERYTHING, label: t("all") }, ...categories]}
      />
      <TextArea name="reason" label={t("set.reason")} hint={t("set.reasonHint")} rows={4} />
      <DateFields
        name="review"
        label={t("set.review")}
        hint={t("set.reviewHint")}
        words={await dateWords()}
      />
      <Radios
        name="secrecy"
        label={t("set.secrecy")}
        hint={t("set.secrecyHint")}
        options={[{ value: "", label: t("set.told") }, ...secrecyGrounds(inForce).map(option)]}
        defaultValue=""
      />
    </>
  )
}

/** Setting a hold shows nothing of the person, so no view is recorded for it. */
const NewHoldPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { request, done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "hold.set") || !z.uuid().safeParse(id).success) missing()
  const [t, people] = [await translator("holds"), await translator("people")]
  const back = request ? `/admin/requests/${encodeURIComponent(request)}` : `/admin/people/${id}`
  return (
    <>
      <BackLink href={back}>{t(request ? "set.toCase" : "set.toPerson")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("set.lead")}>
        {t("set.title")}
      </PageTitle>
      {done && <Banner kind="done" title={t("done.set")} live />}
      <Form action={setHoldAction}>
        <input type="hidden" name="subject" value={id} />
        {request && <input type="hidden" name="request" value={request} />}
        <Fields />
        <Button>{t("set.submit")}</Button>
      </Form>
    </>
  )
}

export default NewHoldPage
