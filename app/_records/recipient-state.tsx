import { currentLocale, translator } from "@/app/_server/locale"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import { When } from "@/app/_ui/text"
import type { Day } from "@/lib/deadlines/day"
import { type RecipientState, type Standing, stateOf } from "@/lib/recipients/standing"

const TONES = {
  untold: "quiet",
  waiting: "busy",
  silent: "late",
  done: "done",
  not_held: "done",
  refused: "refused",
} as const satisfies Record<RecipientState, Tone>

/** Where a notice to a recipient stands, in a word, and the days it was told and answered. */
export const RecipientStanding = async ({ notice, today }: { notice: Standing; today: Day }) => {
  const [t, locale] = [await translator("recipients"), await currentLocale()]
  const state = stateOf(notice, today)
  return (
    <>
      <StatusTag tone={TONES[state]}>{t(`state.${state}`)}</StatusTag>
      <p>
        {notice.toldAt && (
          <>
            {t("toldOn")} <When at={notice.toldAt} locale={locale} />.{" "}
          </>
        )}
        {notice.answeredAt ? (
          <>
            {t("answeredOn")} <When at={notice.answeredAt} locale={locale} />.
          </>
        ) : (
          <>
            {t("dueOn")} <When at={notice.dueOn} locale={locale} />.
          </>
        )}
      </p>
    </>
  )
}
