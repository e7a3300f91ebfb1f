import "server-only"
import { SummaryList } from "@/app/_ui/summary-list"
import type { CategoryPage, HeldRecord, RecordItem } from "@/lib/records/read-category"
import { isAskedFor, type Sight, shownItem, shownMoment } from "@/lib/records/shown"
import styles from "./records.module.css"
import { Value, type ValueWords, valueWords } from "./value"

type Props = {
  page: CategoryPage
  sight: Sight
  /** The address of a scan's bytes, for the person themselves. */
  scanHref?: (item: string) => string
  /** Until when a record is kept, in words. */
  kept: (record: HeldRecord) => string
}

type Inside = Props & { words: ValueWords }

/** Records of more values than this are spread out, name by name. */
const MOST_ON_A_LINE = 3
const flat = (item: RecordItem) => !["image", "document", "json", "list"].includes(item.type)

const originOf = (item: RecordItem, { locale }: ValueWords): string =>
  [item.from[locale], shownMoment(item.origin.at, locale)].filter(Boolean).join(", ")

const ItemValue = ({ item, page, sight, scanHref, words }: Inside & { item: RecordItem }) => (
  <Value
    shown={shownItem(item, page.category.sensitivity, sight, words.locale)}
    words={words}
    field={item.field}
    title={item.title[words.locale]}
    scanHref={scanHref?.(item.id)}
  />
)

const aboutOthers = (items: readonly RecordItem[]) => items.every(({ thirdPerson }) => thirdPerson)

const thirdPerson = (item: RecordItem, { t }: ValueWords): string =>
  t(item.origin.by === "subject" ? "item.thirdGiven" : "item.third")

const manySources = ({ records }: CategoryPage): boolean =>
  new Set(records.map(({ source }) => source.en)).size > 1

/** One short record on a line: its first value large, the rest and the origin small below. */
const Line = ({ record, ...props }: Inside & { record: HeldRecord }) => {
  const { words } = props
  const [first, ...rest] = record.items
  if (!first) return null
  return (
    <li className={styles.line}>
      {/* Without a value of its own only its name says what it is. */}
      {isAskedFor(first.value) && `${first.title[words.locale]}: `}
      <ItemValue {...props} item={first} />
      <span className={styles.note}>
        {rest.map((item) => (
          <span key={item.id}>
            {item.title[words.locale]}: <ItemValue {...props} item={item} />
            {" · "}
          </span>
        ))}
        {aboutOthers(record.items) && `${thirdPerson(first, words)} · `}
        {originOf(first, words)}
        {manySources(props.page) && ` · ${record.source[words.locale]}`}
        {` · ${props.kept(record)}`}
      </span>
    </li>
  )
}

// Said per value only where it differs from what stands below the record.
const noteOf = (item: RecordItem, words: ValueWords, common: string, all: boolean): string | undefined => {
  const origin = originOf(item, words)
  const parts = [item.thirdPerson && !all && thirdPerson(item, words), origin !== common && origin]
  return parts.filter(Boolean).join(", ") || undefined
}

const Row = ({ record, n, ...props }: Inside & { record: HeldRecord; n: number | null }) => {
  const { words } = props
  const [first] = record.items
  const common = first ? originOf(first, words) : ""
  const all = aboutOthers(record.items)
  const recorded = shownMoment(record.recordedAt, words.locale)
  return (
    <li>
      {n !== null && <h3 className={styles.head}>{words.t("item.record", { n: String(n) })}</h3>}
      <SummaryList
        rows={record.items.map((item) => ({
          id: item.id,
          key: item.title[words.locale],
          value: <ItemValue {...props} item={item} />,
          note: noteOf(item, words, common, all),
        }))}
      />
      <p className={styles.origin}>
        {first && all && `${thirdPerson(first, words)}. `}
        {words.t("item.from")}: {common}
        {recorded && `; ${words.t("item.recorded", { date: recorded })}`}; {record.source[words.locale]};{" "}
        {props.kept(record)}
      </p>
    </li>
  )
}

/** The records of one page of a category: short ones a line each, long ones as lists of names and values. */
export const RecordList = async (props: Props) => {
  const words = await valueWords()
  const { records } = props.page
  if (records.length === 0) return <p>{words.t("item.none")}</p>
  const short = records.every(({ items }) => items.length <= MOST_ON_A_LINE && items.every(flat))
  if (records.length > 1 && short) {
    return (
      <ol className={styles.list}>
        {records.map((record) => (
          <Line key={record.id} {...props} words={words} record={record} />
        ))}
      </ol>
    )
  }
  return (
    <ol className={styles.records}>
      {records.map((record, i) => (
        <Row key={record.id} {...props} words={words} record={record} n={records.length > 1 ? i + 1 : null} />
      ))}
    </ol>
  )
}
