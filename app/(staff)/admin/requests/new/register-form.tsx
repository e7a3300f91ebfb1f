import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Checkboxes, Radios, Select } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field, FileField, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { formatDate } from "@/lib/format/date"
import { defaultLocale, localeNames, locales } from "@/lib/format/locale"
import { formatCount } from "@/lib/format/number"
import { entryChannels } from "@/lib/letters/letter"
import type { UnnamedMandate } from "@/lib/people/mandate"
import type { AppealFacts } from "@/lib/requests/appeal-facts"
import { THE_PERSON } from "@/lib/requests/asker-typed"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import { BACK, type Registrable } from "@/lib/requests/registrable"
import { isReadingRight } from "@/lib/requests/scope"
import { MOST_WORDS } from "@/lib/requests/words-form"
import { registerAction } from "./actions"

/** Whether categories are ticked, and not purposes. */
const isOfData = ({ choices }: Registrable): boolean => choices.some((each) => "fields" in each)

const Choices = async ({ form }: { form: Registrable }) => {
  const [t, locale] = [await translator("register"), await currentLocale()]
  if (form.canTakeBack)
    return (
      <Checkboxes
        name="choice"
        label={t("mark")}
        options={[{ value: BACK, label: t("takeBack") }]}
        optional
      />
    )
  if (form.choices.length === 0) return null
  const options = form.choices.map(({ code, title }) => ({ value: code, label: title[locale] }))
  return (
    <Checkboxes
      name="choice"
      label={t(isOfData(form) ? "categories" : "purposes")}
      options={form.mayBeAll ? [{ value: EVERYTHING, label: t("all") }, ...options] : options}
    />
  )
}

/** What is to be corrected, and the value it is to have. */
const Correction = async ({ form: { fields } }: { form: Registrable }) => {
  const [t, locale] = [await translator("register"), await currentLocale()]
  if (!fields) return null
  const options = fields.map(({ code, title, category }) => ({
    value: code,
    label: `${category[locale]}: ${title[locale]}`,
  }))
  return (
    <>
      <Select
        name="field"
        label={t("field")}
        options={[{ value: "", label: t("chooseField") }, ...options]}
      />
      <Field name="value" label={t("value")} hint={t("valueHint")} autoComplete="off" />
    </>
  )
}

/** When it reached the organisation: from then the clock runs. */
const Received = async ({ today }: { today: string }) => {
  const t = await translator("register")
  return (
    <>
      <DateFields
        name="received"
        label={t("received")}
        hint={t("receivedHint")}
        words={await dateWords()}
        defaultValue={today}
      />
      <Field name="time" label={t("time")} hint={t("timeHint")} width={6} autoComplete="off" />
    </>
  )
}

/** Who asks: the person, or somebody whose authority about them is registered; nothing here names them. */
const Asker = async ({
  person,
  form,
  mandates,
}: {
  person: string
  form: Registrable
  mandates: readonly UnnamedMandate[]
}) => {
  const [t, words, locale] = [
    await translator("register"),
    await translator("mandates"),
    await currentLocale(),
  ]
  const may = mandates.filter(({ kind }) => form.right.askedBy.includes(kind))
  const about = ({ startsOn: from, endsOn: to }: UnnamedMandate) =>
    to
      ? words("fromTo", { from: formatDate(from, locale), to: formatDate(to, locale) })
      : words("from", { from: formatDate(from, locale) })
  return (
    <>
      {may.length > 0 && (
        <Radios
          name="asker"
          label={t("asker")}
          options={[
            { value: THE_PERSON, label: t("thePerson") },
            ...may.map((mandate) => ({
              value: mandate.id,
              label: words(`kinds.${mandate.kind}`),
              hint: about(mandate),
            })),
          ]}
          defaultValue={THE_PERSON}
        />
      )}
      <p>
        <a href={`/admin/people/${person}/mandates`}>{t("forAnother")}</a>
      </p>
    </>
  )
}

/** What came, from whom, how and when; a refusal keeps all that was entered but the file. */
export const RegisterForm = async ({
  person,
  form,
  mandates,
  today,
  appeal,
}: {
  person: string
  form: Registrable
  mandates: readonly UnnamedMandate[]
  today: string
  appeal: AppealFacts | null
}) => {
  const [t, channel, locale] = [await translator("register"), await translator("case"), await currentLocale()]
  return (
    <Form
      action={registerAction}
      permalink={`/admin/requests/new?person=${person}&right=${form.code}${appeal ? `&appeal=${appeal.part}` : ""}`}
    >
      {appeal && <input type="hidden" name="appeal" value={appeal.part} />}
      <input type="hidden" name="person" value={person} />
      <input type="hidden" name="right" value={form.code} />
      <Asker person={person} form={form} mandates={mandates} />
      <Radios
        name="channel"
        label={t("channel")}
        options={entryChannels.map((code) => ({ value: code, label: channel(`channel.${code}`) }))}
      />
      <Received today={today} />
      <Choices form={form} />
      <Correction form={form} />
      <TextArea
        name="words"
        label={t("words")}
        hint={t("wordsHint", { max: formatCount(MOST_WORDS, locale) })}
        optional={!form.wordsNeeded || appeal !== null}
        rows={8}
      />
      <FileField
        name="evidence"
        label={t("scan")}
        hint={t(form.mayBeAll && !isReadingRight(form.code) ? "scanHintLetter" : "scanHint")}
        optional
      />
      <Radios
        name="language"
        label={t("language")}
        options={locales.map((code) => ({ value: code, label: localeNames[code] }))}
        defaultValue={defaultLocale}
      />
      <Button>{t("submit")}</Button>
    </Form>
  )
}
