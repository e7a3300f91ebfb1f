import "server-only"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Masked } from "@/app/_ui/text"
import type { Shown } from "@/lib/records/shown"
import { codeIn, partIn, sizeIn } from "@/lib/records/words"
import styles from "./records.module.css"

/** What showing values needs of the reader's language: looked up once for a whole page of them. */
export const valueWords = async () => ({
  locale: await currentLocale(),
  t: await translator("data"),
  common: await translator("common"),
  /** The edition and map whose codes the sources use. */
  inForce: await currentInForce(),
})
export type ValueWords = Awaited<ReturnType<typeof valueWords>>

type Props = {
  shown: Shown
  words: ValueWords
  /** Code of the field, which may have words of its own. */
  field: string
  title: string
  /** Where a scan may be fetched from; without it only its size is told. */
  scanHref?: string | undefined
}

const Scan = ({ shown, words, title, scanHref }: Props & { shown: Shown & { kind: "scan" } }) => {
  const { t, locale } = words
  const size = sizeIn(shown.bytes, locale)
  if (shown.hidden) return t("item.scanHidden", { size })
  if (!scanHref) return t("item.scan", { size })
  // biome-ignore lint/performance/noImgElement: personal bytes never pass through an image cache
  return <img src={scanHref} alt={t("item.scanAlt", { title })} className={styles.scan} />
}

/** One value of a source: text, list, scan, or what of it may be seen. */
export const Value = (props: Props) => {
  const { shown, words, field, title } = props
  if (shown.kind === "text") return shown.text
  if (shown.kind === "code") return codeIn(words.inForce, field, shown.code, words.locale)
  if (shown.kind === "truth") return words.common(shown.value ? "word.yes" : "word.no")
  if (shown.kind === "masked") return <Masked shown={shown.text} note={words.common("masked")} />
  if (shown.kind === "asked") return <em>{words.t("item.asked")}</em>
  if (shown.kind === "withheld") return <em>{words.t("item.withheld")}</em>
  if (shown.kind === "scan") return <Scan {...props} shown={shown} />
  if (shown.kind === "list") {
    return (
      <ul className={styles.entries}>
        {shown.entries.map((entry, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only shown
          <li key={i}>
            <Value shown={entry} words={words} field={field} title={title} />
          </li>
        ))}
      </ul>
    )
  }
  return (
    <dl className={styles.pairs}>
      {shown.pairs.map((pair) => (
        <div key={pair.name}>
          <dt>{partIn(words.inForce, pair.name, words.locale)}</dt>
          <dd>
            <Value shown={pair.value} words={words} field={pair.name} title={title} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
