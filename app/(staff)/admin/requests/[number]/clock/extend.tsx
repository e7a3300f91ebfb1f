import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Select } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { TextArea } from "@/app/_ui/field"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { extensionSource } from "@/lib/requests/extend"
import { Act, able } from "../act"
import styles from "../case.module.css"
import type { DecideProps } from "../decide"
import { Fold } from "../fold"
import { extendAction } from "./actions"

/** How long more: so many units where the law names the most, else the day that the notice names. */
const Longer = async ({ part }: Pick<DecideProps, "part">) => {
  const t = await translator("clock")
  const max = extensionSource(part.inForce, part.right)?.max
  if (max) {
    const options = Array.from({ length: max.n }, (_, i) => ({
      value: String(i + 1),
      label: t(`extend.units.${max.unit}`, { n: i + 1 }),
    }))
    return <Select name="n" label={t("extend.n")} options={options} />
  }
  return <DateFields name="until" label={t("extend.until")} words={await dateWords()} />
}

/** A longer term, where the law has a source for it: once, before the present one is over, with the reason. */
export const Extend = async (props: DecideProps) => {
  const { actor, found, part } = props
  const [t, locale] = [await translator("clock"), await currentLocale()]
  if (!may(actor, "request.extend")) return null
  const source = extensionSource(part.inForce, part.right)
  if (!source) return null
  const live = able(props)("extend", "request.extend") && part.extendedAt === null
  return (
    <Act part={part} action={extendAction} live={live}>
      <Fold
        fields={["extension", "n", "until", "until.day", "until.month", "until.year"]}
        summary={t("extend.summary")}
      >
        <p className={styles.meta}>{source.text[locale]}</p>
        <p className={styles.meta}>{t("extend.about", { date: formatDate(part.dueOn, locale) })}</p>
        <Longer part={part} />
        <TextArea
          name="extension"
          label={t("extend.reason")}
          hint={t("extend.reasonHint")}
          rows={3}
          lang={found.language}
        />
        <Button kind="secondary">{t("extend.submit")}</Button>
      </Fold>
    </Act>
  )
}
