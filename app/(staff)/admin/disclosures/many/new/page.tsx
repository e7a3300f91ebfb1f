import type { Metadata } from "next"
import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field, FileField, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { bulkGrounds } from "@/lib/disclosures/bulk"
import { may } from "@/lib/permissions"
import type { InForce } from "@/lib/policy/editions"
import { citationText } from "@/lib/policy/lookup"
import { categoriesHeld } from "@/lib/sources/held-in"
import { sourceTitle } from "@/lib/sources/map-schema"
import { enterBulkAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("bulk"))("add"),
})

/** To whom, on which ground and document. */
const Act = async ({ inForce: { policy, profile } }: { inForce: InForce }) => {
  const [t, locale] = [await translator("bulk"), await currentLocale()]
  const grounds = bulkGrounds(policy)
  const saysItself = grounds.some(({ requires }) => requires === "explanation")
  return (
    <>
      <Field name="named" label={t("named")} autoComplete="off" />
      <Radios
        name="ground"
        label={t("ground")}
        options={grounds.map(({ code, title, clause }) => ({
          value: code,
          label: title[locale],
          hint: citationText(profile, { clause }, locale),
        }))}
        defaultValue={grounds.length === 1 ? grounds[0]?.code : undefined}
      />
      <Radios
        name="purpose"
        label={t("purpose")}
        options={[
          ...(saysItself ? [{ value: "", label: t("noPurpose") }] : []),
          ...policy.purposes.map(({ code, title }) => ({ value: code, label: title[locale] })),
        ]}
        defaultValue={saysItself ? "" : undefined}
      />
      <Field name="number" label={t("number")} hint={t("numberHint")} autoComplete="off" width={20} />
      <DateFields name="date" label={t("date")} words={await dateWords()} />
      <FileField name="evidence" label={t("scan")} hint={t("scanHint")} />
      <TextArea name="words" label={t("words")} hint={t("wordsHint")} rows={3} optional />
    </>
  )
}

/** Whose data: by what the data map knows, or by the keys of one source. */
const Whose = async ({ inForce: { policy, dataMap } }: { inForce: InForce }) => {
  const [t, locale, words] = [await translator("bulk"), await currentLocale(), await dateWords()]
  const held = categoriesHeld(dataMap)
  const all = new Set(Object.values(held).flat())
  return (
    <>
      <Checkboxes
        name="sources"
        label={t("sources")}
        options={Object.keys(held).map((name) => ({
          value: name,
          label: sourceTitle(dataMap, name)?.[locale] ?? name,
        }))}
      />
      <Checkboxes
        name="categories"
        label={t("categories")}
        hint={t("categoriesHint")}
        options={policy.categories
          .filter(({ code }) => all.has(code))
          .map(({ code, title }) => ({ value: code, label: title[locale] }))}
      />
      <DateFields name="from" label={t("from")} hint={t("windowHint")} words={words} optional />
      <DateFields name="to" label={t("to")} words={words} optional />
      <FileField name="file" label={t("file")} hint={t("fileHint")} accept=".csv,.txt" optional />
      <TextArea name="keys" label={t("keys")} hint={t("keysHint")} rows={4} optional />
    </>
  )
}

const NewManyPage = async () => {
  const { actor } = await signedStaff()
  const inForce = await currentInForce()
  if (!may(actor, "bulk.write") || bulkGrounds(inForce.policy).length === 0) missing()
  const t = await translator("bulk")
  return (
    <>
      <BackLink href="/admin/disclosures/many">{t("back")}</BackLink>
      <PageTitle lead={t("lead")}>{t("add")}</PageTitle>
      <Form action={enterBulkAction} permalink="/admin/disclosures/many/new">
        <Act inForce={inForce} />
        <Whose inForce={inForce} />
        <Button>{t("save")}</Button>
      </Form>
    </>
  )
}

export default NewManyPage
