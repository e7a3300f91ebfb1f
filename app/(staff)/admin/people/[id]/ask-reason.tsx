import { fromWords } from "@/app/_records/from"
import { SecrecyFields } from "@/app/_records/secrecy-fields"
import { translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Checkboxes } from "@/app/_ui/choices"
import { Details } from "@/app/_ui/details"
import { Field, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { secrecyGrounds } from "@/lib/fulfilment/keeping"
import { shortId } from "@/lib/oversight/short-id"
import { viewPersonAction } from "../actions"

type Props = { id: string; expired: boolean; request?: string | undefined }

/** Asks for the case or the reason before anything of the person is shown. */
export const AskReason = async ({ id, expired, request }: Props) => {
  const [t, from, inForce] = [await translator("people"), await fromWords("staff"), await currentInForce()]
  const { policy } = inForce
  const groups = policy.origins.filter(({ code }) =>
    policy.categories.some(({ origins }) => origins[0] === code),
  )
  return (
    <>
      <BackLink href="/admin/people">{t("person.back")}</BackLink>
      <PageTitle caption={t("person.title", { id: shortId(id) })} lead={t("ask.lead")}>
        {t("ask.title")}
      </PageTitle>
      {expired && <Banner>{t("ask.expired")}</Banner>}
      <Form action={viewPersonAction}>
        <input type="hidden" name="subject" value={id} />
        <Field
          name="request"
          label={t("ask.request")}
          hint={t("ask.requestHint")}
          defaultValue={request}
          autoComplete="off"
          width={14}
        />
        <TextArea name="reason" label={t("ask.reason")} hint={t("ask.reasonHint")} rows={3} />
        <Checkboxes
          name="groups"
          label={t("ask.groups")}
          options={groups.map((origin) => ({ value: origin.code, label: from(origin) }))}
        />
        {secrecyGrounds(inForce).length > 0 && (
          <Details summary={t("ask.secrecy")}>
            <SecrecyFields inForce={inForce} />
          </Details>
        )}
        <Button>{t("ask.submit")}</Button>
      </Form>
    </>
  )
}
