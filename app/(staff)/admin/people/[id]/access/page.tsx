import type { Metadata } from "next"
import { z } from "zod"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { defaultLocale, localeNames, locales } from "@/lib/format/locale"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { giveAccessAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("people"))("access.title"),
})

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

/** A way into the cabinet for somebody who lost theirs, or never had one, and shows at the desk who they are. */
const AccessPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "access.give") || !z.uuid().safeParse(id).success) missing()
  const t = await translator("people")
  return (
    <>
      <BackLink href={`/admin/people/${id}`}>{t("person.toPerson")}</BackLink>
      {done && <Banner kind="done" title={t("access.done")} live />}
      <PageTitle caption={t("person.title", { id: shortId(id) })} lead={t("access.lead")}>
        {t("access.title")}
      </PageTitle>
      <Form action={giveAccessAction}>
        <input type="hidden" name="subject" value={id} />
        <Field name="document" label={t("access.document")} autoComplete="off" width={20} />
        <Field name="documentNumber" label={t("access.documentNumber")} autoComplete="off" width={14} />
        <Field
          name="contact"
          label={t("access.contact")}
          hint={t("access.contactHint")}
          autoComplete="off"
          width={20}
        />
        <Radios
          name="reach"
          label={t("access.reach")}
          options={(["full", "rights_only"] as const).map((value) => ({
            value,
            label: t(`access.${value}`),
            hint: t(`access.${value}Hint`),
          }))}
        />
        <Radios
          name="language"
          label={t("access.language")}
          options={locales.map((code) => ({ value: code, label: localeNames[code] }))}
          defaultValue={defaultLocale}
        />
        <Button>{t("access.submit")}</Button>
      </Form>
    </>
  )
}

export default AccessPage
