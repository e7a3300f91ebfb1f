import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { secrecyGrounds } from "@/lib/fulfilment/keeping"
import type { InForce } from "@/lib/policy/editions"
import { citationsText } from "@/lib/policy/lookup"

/** Whether the person may be shown it: they are, unless a law forbids, and that is looked at again. */
export const SecrecyFields = async ({ inForce }: { inForce: InForce }) => {
  const [t, locale] = [await translator("authority"), await currentLocale()]
  const grounds = secrecyGrounds(inForce)
  if (grounds.length === 0) return null
  return (
    <>
      <Radios
        name="secrecy"
        label={t("new.secrecy")}
        hint={t("new.secrecyHint")}
        options={[
          { value: "", label: t("new.open") },
          ...grounds.map(({ code, title, cites }) => ({
            value: code,
            label: title[locale],
            hint: citationsText(inForce.profile, cites, locale),
          })),
        ]}
        defaultValue=""
      />
      <DateFields
        name="review"
        label={t("new.review")}
        hint={t("new.reviewHint")}
        words={await dateWords()}
        optional
      />
    </>
  )
}

/** Looks again at what the person is not shown: shown from now on, or withheld to another day. */
export const SecrecyReviewFields = async () => {
  const t = await translator("authority")
  return (
    <>
      <Radios
        name="keep"
        label={t("body.reviewLabel")}
        options={[
          { value: "no", label: t("body.reveal"), hint: t("body.revealHint") },
          { value: "yes", label: t("body.keep") },
        ]}
      />
      <DateFields name="review" label={t("new.review")} words={await dateWords()} optional />
    </>
  )
}
