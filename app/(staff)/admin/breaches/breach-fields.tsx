import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { TextArea } from "@/app/_ui/field"
import type { Breach } from "@/lib/breaches/breach"
import { recordedDays } from "@/lib/breaches/breach-file"
import { citationText } from "@/lib/policy/lookup"
import { categoriesHeld } from "@/lib/sources/held-in"
import { sourceTitle } from "@/lib/sources/map-schema"

/** What happened and when. */
const Story = async ({ breach }: { breach: Breach | null }) => {
  const [t, locale, inForce] = [await translator("breaches"), await currentLocale(), await currentInForce()]
  const { policy, profile } = breach?.inForce ?? inForce
  const words = await dateWords()
  return (
    <>
      <Radios
        name="type"
        label={t("form.type")}
        options={(policy.breaches ?? []).map(({ code, title, cites }) => ({
          value: code,
          label: title[locale],
          hint: cites.map((cite) => citationText(profile, cite, locale)).join("; "),
        }))}
        defaultValue={breach?.type}
      />
      <DateFields
        name="happenedFrom"
        label={t("form.happenedFrom")}
        words={words}
        defaultValue={breach?.happenedFrom}
      />
      <DateFields
        name="happenedTo"
        label={t("form.happenedTo")}
        hint={t("form.happenedToHint")}
        words={words}
        optional
        defaultValue={breach?.happenedTo}
      />
      {!breach && (
        <DateFields name="foundOn" label={t("form.foundOn")} hint={t("form.foundOnHint")} words={words} />
      )}
      <TextArea
        name="what"
        label={t("form.what")}
        hint={t("form.whatHint")}
        rows={4}
        defaultValue={breach?.story.what}
      />
      <TextArea name="how" label={t("form.how")} rows={3} defaultValue={breach?.story.how} />
      <TextArea name="measures" label={t("form.measures")} rows={3} defaultValue={breach?.story.measures} />
    </>
  )
}

/** Where and when to look for the people touched. */
const Whose = async ({ breach }: { breach: Breach | null }) => {
  const [t, locale, inForce] = [await translator("breaches"), await currentLocale(), await currentInForce()]
  const { policy, dataMap } = breach?.inForce ?? inForce
  const words = await dateWords()
  const recorded = breach ? recordedDays(breach) : { from: null, to: null }
  const held = categoriesHeld(dataMap)
  const all = new Set(Object.values(held).flat())
  return (
    <>
      <Checkboxes
        name="sources"
        label={t("form.sources")}
        options={Object.keys(held).map((name) => ({
          value: name,
          label: sourceTitle(dataMap, name)?.[locale] ?? name,
        }))}
        defaultValues={breach?.scope.sources ?? []}
      />
      <Checkboxes
        name="categories"
        label={t("form.categories")}
        options={policy.categories
          .filter(({ code }) => all.has(code))
          .map(({ code, title }) => ({ value: code, label: title[locale] }))}
        defaultValues={breach?.categories ?? []}
      />
      <DateFields
        name="from"
        label={t("form.from")}
        hint={t("form.windowHint")}
        words={words}
        optional
        defaultValue={recorded.from ?? undefined}
      />
      <DateFields
        name="to"
        label={t("form.to")}
        words={words}
        optional
        defaultValue={recorded.to ?? undefined}
      />
      <TextArea name="keys" label={t("form.keys")} hint={t("form.keysHint")} rows={4} optional />
      {breach?.scope.keys && (
        <Checkboxes
          name="keepKeys"
          label={t("form.keepKeys")}
          options={[{ value: "yes", label: t("form.keepKeysYes") }]}
          defaultValues={["yes"]}
        />
      )}
    </>
  )
}

/** The fields of a breach, filled with what stands of it. */
export const BreachFields = ({ breach = null }: { breach?: Breach | null }) => (
  <>
    <Story breach={breach} />
    <Whose breach={breach} />
  </>
)
