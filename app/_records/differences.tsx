import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { Prose } from "@/app/_ui/text"
import type { Difference, Step, Value } from "@/lib/editions/differences"

/** What differs between two editions, a sentence each, by the names of fields and things. */
export const Differences = async ({ differences }: { differences: readonly Difference[] }) => {
  const [t, words, common, locale] = [
    await translator("differences"),
    await looseTranslator("differences"),
    await translator("common"),
    await currentLocale(),
  ]
  const step = (each: Step) =>
    "field" in each ? (words(`fields.${each.field}`) ?? each.field) : t("quoted", { name: each.name[locale] })
  const said = (value: Value) => {
    if ("text" in value) return value.text[locale]
    if ("term" in value) return common(`term.${value.term.unit}`, { n: value.term.n })
    return words(`values.${value.word}`) ?? value.word
  }
  const sentence = (each: Difference) => {
    const where = each.where.map(step).join(", ")
    if (each.what === "changed") return t("changed", { where })
    if (each.what === "becomes")
      return t("becomes", { where, before: said(each.before), after: said(each.after) })
    return t(each.what, { where, item: said(each.item) })
  }
  if (differences.length === 0) return <p>{t("none")}</p>
  return (
    <Prose>
      <ul>
        {[...new Set(differences.map(sentence))].map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Prose>
  )
}
