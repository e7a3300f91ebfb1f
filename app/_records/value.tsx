import "server-only"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Masked } from "@/app/_ui/text"
import type { Locale } from "@/lib/format/locale"
import { formatCount } from "@/lib/format/number"
import type { Shown } from "@/lib/records/shown"
import { nameOfPart, wordOf } from "@/lib/records/words"
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

// What the portal has no word for stands as the source has it.
const codeIn = ({ inForce: { policy, dataMap }, locale }: ValueWords, field: string, code: string): string =>
  wordOf(dataMap, field, code, locale) ??
  // Records of consent carry the policy's own codes.
  [...policy.purposes, ...policy.recipients].find((each) => each.code === code)?.title[locale] ??
  code

const nameIn = ({ inForce: { dataMap }, locale }: ValueWords, key: string): string =>
  nameOfPart(dataMap, key, locale) ??
  key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase()

const sizeIn = ({ t }: ValueWords, bytes: number, locale: Locale): string =>
  bytes < 1_000_000
    ? t("size.kb", { n: formatCount(Math.max(1, Math.round(bytes / 1_000)), locale) })
    : t("size.mb", { n: formatCount(Math.round(bytes / 1_000_000), locale) })

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
  const size = sizeIn(words, shown.bytes, locale)
  if (shown.hidden) return t("item.scanHidden", { size })
  if (!scanHref) return t("item.scan", { size })
  // biome-ignore lint/performance/noImgElement: personal bytes never pass through an image cache
  return <img src={scanHref} alt={t("item.scanAlt", { title })} className={styles.scan} />
}

/** One value of a source: text, list, scan, or what of it may be seen. */
export const Value = (props: Props) => {
  const { shown, words, field, title } = props
  if (shown.kind === "text") return shown.text
  if (shown.kind === "code") return codeIn(words, field, shown.code)
  if (shown.kind === "truth") return words.common(shown.value ? "word.yes" : "word.no")
  if (shown.kind === "masked") return <Masked shown={shown.text} note={words.common("masked")} />
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
          <dt>{nameIn(words, pair.name)}</dt>
          <dd>
            <Value shown={pair.value} words={words} field={pair.name} title={title} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
