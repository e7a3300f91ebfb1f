import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field, FileField, TextArea } from "@/app/_ui/field"
import { NAMED, PROCESSOR } from "@/lib/disclosures/entry-checks"
import type { Processor } from "@/lib/disclosures/processors"
import type { InForce } from "@/lib/policy/editions"
import { citationsText, citationText } from "@/lib/policy/lookup"

type Props = { inForce: InForce }

/** To whom and what: one of the policy's recipients, a processor whose contract runs, or somebody named. */
export const ToWhom = async ({
  inForce,
  processors,
  what,
}: Props & { processors: readonly Processor[]; what: string }) => {
  const [t, locale] = [await translator("disclosures"), await currentLocale()]
  const { recipients, categories } = inForce.policy
  return (
    <>
      <Radios
        name="whom"
        label={t("enter.whom")}
        options={[
          ...recipients.map(({ code, title }) => ({ value: code, label: title[locale] })),
          ...processors.map(({ id, name, service }) => ({
            value: `${PROCESSOR}${id}`,
            label: name,
            hint: `${t("enter.processor")}: ${service}`,
          })),
          { value: NAMED, label: t("enter.named") },
        ]}
      />
      <Field name="named" label={t("enter.name")} hint={t("enter.nameHint")} autoComplete="off" optional />
      <Checkboxes
        name="categories"
        label={what}
        options={categories.map(({ code, title }) => ({ value: code, label: title[locale] }))}
      />
    </>
  )
}

/** What went, to whom and when. */
export const Went = async (props: Props & { processors: readonly Processor[] }) => {
  const t = await translator("disclosures")
  return (
    <>
      <ToWhom {...props} what={t("enter.categories")} />
      <Field name="items" label={t("enter.items")} hint={t("enter.itemsHint")} width={6} optional />
      <DateFields name="day" label={t("enter.day")} words={await dateWords()} />
    </>
  )
}

/** The ground with what it asks for; only what some ground of the policy asks for stands here. */
export const Rests = async ({ inForce }: Props) => {
  const [t, locale, words] = [await translator("disclosures"), await currentLocale(), await dateWords()]
  const { transferGrounds, purposes, transferConsent } = inForce.policy
  const asks = (what: string) => transferGrounds.some(({ requires }) => requires === what)
  const saysItself = asks("authority_request") || asks("explanation")
  const references = transferGrounds.flatMap(({ title, reference }) =>
    reference ? [t("enter.reference", { ground: title[locale], reference: reference[locale] })] : [],
  )
  return (
    <>
      <Radios
        name="ground"
        label={t("enter.ground")}
        options={transferGrounds.map(({ code, title, clause, description }) => ({
          value: code,
          label: title[locale],
          hint: `${citationText(inForce.profile, { clause }, locale)}. ${description[locale]}`,
        }))}
        defaultValue={transferGrounds.length === 1 ? transferGrounds[0]?.code : undefined}
      />
      <Radios
        name="purpose"
        label={t("enter.purpose")}
        hint={t("enter.purposeHint")}
        options={[
          ...(saysItself ? [{ value: "", label: t("enter.noPurpose") }] : []),
          ...purposes.map(({ code, title }) => ({ value: code, label: title[locale] })),
        ]}
        defaultValue={saysItself ? "" : undefined}
      />
      {asks("authority_request") && (
        <>
          <Field
            name="number"
            label={t("enter.number")}
            hint={t("enter.authority")}
            autoComplete="off"
            width={20}
            optional
          />
          <DateFields name="date" label={t("enter.date")} words={words} optional />
          <FileField name="evidence" label={t("enter.scan")} hint={t("enter.scanHint")} optional />
        </>
      )}
      {(asks("explanation") || references.length > 0) && (
        <TextArea
          name="words"
          label={t("enter.words")}
          hint={[...(asks("explanation") ? [t("enter.wordsHint")] : []), ...references].join(" ")}
          rows={3}
          optional
        />
      )}
      {transferConsent && (
        <Checkboxes
          name="withoutConsent"
          label={t("enter.consent")}
          hint={`${transferConsent.text[locale]} (${citationsText(inForce.profile, transferConsent.cites, locale)})`}
          optional
          options={[{ value: "yes", label: t("enter.without") }]}
        />
      )}
    </>
  )
}
