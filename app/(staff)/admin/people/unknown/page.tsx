import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { Field, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { addUnknownAction, seekPersonAction } from "./actions"

const HERE = "/admin/people/unknown"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("people"))("unknown.title"),
})

const Seek = async () => {
  const t = await translator("people")
  return (
    <Section id="seek" title={t("unknown.seek")}>
      <Form action={seekPersonAction} permalink={HERE}>
        <Radios
          name="by"
          label={t("unknown.by")}
          options={[
            { value: "pin", label: t("unknown.pin") },
            { value: "customer", label: t("unknown.customer") },
          ]}
          defaultValue="pin"
        />
        <Field name="value" label={t("unknown.value")} autoComplete="off" spellCheck={false} width={14} />
        <TextArea name="reason" label={t("unknown.reason")} rows={2} />
        <Button>{t("unknown.find")}</Button>
      </Form>
    </Section>
  )
}

const Add = async () => {
  const t = await translator("people")
  return (
    <>
      <Banner title={t("unknown.nobody")}>
        <p>{t("unknown.nobodyNext")}</p>
      </Banner>
      <Section id="add" title={t("unknown.add")}>
        <Form action={addUnknownAction} permalink={`${HERE}?nobody=1`}>
          <Field name="name" label={t("unknown.name")} autoComplete="off" spellCheck={false} />
          <Field name="contact" label={t("unknown.contact")} autoComplete="off" width={20} />
          <Field
            name="pin"
            label={t("unknown.pin")}
            optional
            inputMode="numeric"
            autoComplete="off"
            width={14}
          />
          <TextArea name="reason" label={t("unknown.why")} rows={2} />
          <Button>{t("unknown.save")}</Button>
        </Form>
      </Section>
    </>
  )
}

/** Somebody the portal does not know: looked up in the organisation's systems; known to none, entered by their document. */
const UnknownPage = async ({ searchParams }: { searchParams: Promise<{ nobody?: string }> }) => {
  const { actor } = await signedStaff()
  if (!may(actor, "person.add")) missing()
  const [t, { nobody }] = [await translator("people"), await searchParams]
  return (
    <>
      <BackLink href="/admin/people">{t("person.back")}</BackLink>
      <PageTitle lead={t("unknown.lead")}>{t("unknown.title")}</PageTitle>
      {nobody ? <Add /> : <Seek />}
      {nobody && (
        <p>
          <a href={HERE}>{t("unknown.again")}</a>
        </p>
      )}
    </>
  )
}

export default UnknownPage
