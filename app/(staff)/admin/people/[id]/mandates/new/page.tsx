import type { Metadata } from "next"
import { z } from "zod"
import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field, FileField } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { defaultLocale, localeNames, locales } from "@/lib/format/locale"
import { ALL_RIGHTS } from "@/lib/mandates/mandate-form"
import { shortId } from "@/lib/oversight/short-id"
import { mandateKinds, proofKinds } from "@/lib/people/mandate"
import { may } from "@/lib/permissions"
import { rightsFor } from "@/lib/policy/lookup"
import { registerMandateAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("mandates"))("new.title"),
})

const Day = async ({
  name,
  optional,
}: {
  name: "proofIssued" | "starts" | "ends" | "birth"
  optional?: boolean
}) => {
  const t = await translator("mandates")
  return (
    <DateFields
      name={name}
      label={t(`new.${name}`)}
      {...(name === "ends" || name === "birth" ? { hint: t(`new.${name}Hint`) } : {})}
      words={await dateWords()}
      optional={optional ?? false}
    />
  )
}

/** Who acts and for what: the kinds and rights the policy has. */
const Who = async () => {
  const [t, locale, { policy }] = [
    await translator("mandates"),
    await currentLocale(),
    await currentInForce(),
  ]
  const kinds = mandateKinds.filter((kind) => rightsFor(policy, kind).length > 0)
  const rights = policy.rights.filter(({ askedBy }) => kinds.some((kind) => askedBy.includes(kind)))
  return (
    <>
      <Radios
        name="kind"
        label={t("kind")}
        {...(kinds.includes("heir") ? {} : { hint: t("new.noHeirs") })}
        options={kinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        defaultValue={kinds.length === 1 ? kinds[0] : undefined}
      />
      <Field name="name" label={t("name")} autoComplete="off" spellCheck={false} />
      <Field
        name="contact"
        label={t("new.contact")}
        hint={t("new.contactHint")}
        autoComplete="off"
        width={20}
      />
      {kinds.includes("legal_entity") && (
        <>
          <Field
            name="entityName"
            label={t("new.entityName")}
            hint={t("new.entityHint")}
            optional
            autoComplete="off"
          />
          <Field
            name="entityNumber"
            label={t("new.entityNumber")}
            optional
            inputMode="numeric"
            autoComplete="off"
            width={14}
          />
        </>
      )}
      {kinds.includes("guardian") && <Day name="birth" optional />}
      <Checkboxes
        name="rights"
        label={t("rights")}
        options={[
          { value: ALL_RIGHTS, label: t("new.allRights") },
          ...rights.map(({ code, title }) => ({ value: code, label: title[locale] })),
        ]}
      />
    </>
  )
}

const NewMandatePage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const [{ id }, { actor }] = [await params, await signedStaff()]
  if (!may(actor, "mandate.register") || !z.uuid().safeParse(id).success) missing()
  const [t, people] = [await translator("mandates"), await translator("people")]
  return (
    <>
      <BackLink href={`/admin/people/${id}/mandates`}>{t("title")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("new.lead")}>
        {t("new.title")}
      </PageTitle>
      <Form action={registerMandateAction}>
        <input type="hidden" name="subject" value={id} />
        <Who />
        <Section title={t("paper")}>
          <Radios
            name="proof"
            label={t("new.proof")}
            options={proofKinds.map((kind) => ({ value: kind, label: t(`proofs.${kind}`) }))}
          />
          <Field name="proofNumber" label={t("new.proofNumber")} autoComplete="off" width={14} />
          <Day name="proofIssued" />
          <Field name="proofIssuer" label={t("new.proofIssuer")} autoComplete="off" />
          <FileField name="evidence" label={t("scan")} hint={t("new.scanHint")} />
        </Section>
        <Day name="starts" />
        <Day name="ends" optional />
        <Radios
          name="language"
          label={t("new.language")}
          options={locales.map((code) => ({ value: code, label: localeNames[code] }))}
          defaultValue={defaultLocale}
        />
        <Button>{t("new.submit")}</Button>
      </Form>
    </>
  )
}

export default NewMandatePage
