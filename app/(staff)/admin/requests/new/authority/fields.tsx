import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field, FileField, TextArea } from "@/app/_ui/field"
import { formatCount } from "@/lib/format/number"
import type { InForce } from "@/lib/policy/editions"
import { citationText, offeredRight } from "@/lib/policy/lookup"
import { authorityGrounds } from "@/lib/requests/authority"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import { authorityChannels } from "@/lib/requests/register-authority"
import { MOST_WORDS } from "@/lib/requests/words-form"

type Shown = { inForce: InForce; today: string }

/** The document itself: a body asks in writing, by number and date. */
export const Document = async ({ inForce, today }: Shown) => {
  const [t, register, channel, locale, words] = [
    await translator("authority"),
    await translator("register"),
    await translator("case"),
    await currentLocale(),
    await dateWords(),
  ]
  const grounds = authorityGrounds(inForce.policy)
  return (
    <>
      <Field name="body" label={t("new.body")} autoComplete="off" />
      <Field name="number" label={t("new.number")} autoComplete="off" spellCheck={false} width={20} />
      <DateFields name="date" label={t("new.date")} words={words} />
      <Radios
        name="ground"
        label={t("new.ground")}
        options={grounds.map(({ code, title, clause }) => ({
          value: code,
          label: title[locale],
          hint: citationText(inForce.profile, { clause }, locale),
        }))}
        defaultValue={grounds.length === 1 ? grounds[0]?.code : undefined}
      />
      <FileField name="evidence" label={register("scan")} hint={t("new.scanHint")} />
      <Radios
        name="channel"
        label={register("channel")}
        options={authorityChannels.map((code) => ({ value: code, label: channel(`channel.${code}`) }))}
        defaultValue="paper"
      />
      <DateFields
        name="received"
        label={register("received")}
        hint={register("receivedHint")}
        words={words}
        defaultValue={today}
      />
      <Field name="time" label={register("time")} hint={register("timeHint")} width={6} autoComplete="off" />
    </>
  )
}

/** What is asked of whom; a block only where the policy restricts at all. */
export const Asked = async ({ inForce, isKnown }: Shown & { isKnown: boolean }) => {
  const [t, register, locale] = [
    await translator("authority"),
    await translator("register"),
    await currentLocale(),
  ]
  const categories = inForce.policy.categories.map(({ code, title }) => ({
    value: code,
    label: title[locale],
  }))
  return (
    <>
      {!isKnown && <Field name="whom" label={t("new.whom")} hint={t("new.whomHint")} autoComplete="off" />}
      <Checkboxes
        name="choice"
        label={t("new.categories")}
        options={[{ value: EVERYTHING, label: register("all") }, ...categories]}
      />
      {offeredRight(inForce.policy, "restriction") && (
        <Checkboxes
          name="block"
          label={t("new.blockTitle")}
          optional
          options={[{ value: "yes", label: t("new.block"), hint: t("new.blockHint") }]}
        />
      )}
      <TextArea
        name="words"
        label={t("new.words")}
        hint={t("new.wordsHint", { max: formatCount(MOST_WORDS, locale) })}
        optional
        rows={5}
      />
    </>
  )
}
