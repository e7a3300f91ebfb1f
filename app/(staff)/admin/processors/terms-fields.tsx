import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Checkboxes } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field, TextArea } from "@/app/_ui/field"
import type { Processor } from "@/lib/disclosures/processors"

/** What may change while a contract runs. */
export const TermsFields = async ({ of }: { of?: Processor }) => {
  const [t, locale, { policy }, words] = [
    await translator("processors"),
    await currentLocale(),
    await currentInForce(),
    await dateWords(),
  ]
  return (
    <>
      <DateFields
        name="until"
        label={t("until")}
        hint={t("untilHint")}
        words={words}
        defaultValue={of?.contractUntil ?? undefined}
        optional
      />
      <TextArea
        name="service"
        label={t("service")}
        hint={t("serviceHint")}
        rows={2}
        defaultValue={of?.service}
      />
      <Checkboxes
        name="categories"
        label={t("categories")}
        options={policy.categories.map(({ code, title }) => ({ value: code, label: title[locale] }))}
        defaultValues={of?.categories ?? []}
      />
      <Field
        name="country"
        label={t("country")}
        hint={t("countryHint")}
        defaultValue={of?.country}
        width={20}
      />
      <TextArea
        name="subprocessors"
        label={t("subprocessors")}
        hint={t("subprocessorsHint")}
        rows={3}
        defaultValue={of?.subprocessors}
        optional
      />
      <TextArea
        name="measures"
        label={t("measures")}
        hint={t("measuresHint")}
        rows={3}
        defaultValue={of?.measures}
      />
      <DateFields name="measuresOn" label={t("measuresOn")} words={words} defaultValue={of?.measuresOn} />
    </>
  )
}
