import "server-only"
import { type Column, DataTable } from "@/app/_ui/data-table"
import { SummaryList } from "@/app/_ui/summary-list"
import type { CategoryPage, HeldRecord, RecordItem } from "@/lib/records/read-category"
import { type Sight, shownItem, shownMoment } from "@/lib/records/shown"
import styles from "./records.module.css"
import { Value, type ValueWords, valueWords } from "./value"

type Props = {
  page: CategoryPage
  sight: Sight
  /** The address of a scan's bytes, for the person themselves. */
  scanHref?: (item: string) => string
}

type Inside = Props & { words: ValueWords }

/** More columns than this do not fit a phone; such records are shown one under another. */
const MOST_COLUMNS = 3
const flat = (item: RecordItem) => !["image", "document", "json", "list"].includes(item.type)

const originOf = (item: RecordItem, { locale }: ValueWords): string =>
  [item.from[locale], shownMoment(item.origin.at, locale)].filter(Boolean).join(", ")

const ItemValue = ({ item, page, sight, scanHref, words }: Inside & { item: RecordItem }) => (
  <>
    <Value
      shown={shownItem(item, page.category.sensitivity, sight, words.locale)}
      words={words}
      field={item.field}
      title={item.title[words.locale]}
      scanHref={scanHref?.(item.id)}
    />
    {item.thirdPerson && (
      <span className={styles.note}>
        {words.t(item.origin.by === "subject" ? "item.thirdGiven" : "item.third")}
      </span>
    )}
  </>
)

const Table = (props: Inside & { fields: ReadonlyMap<string, string> }) => {
  const { page, words, fields } = props
  const columns: Column<HeldRecord>[] = [...fields].map(([field, title]) => ({
    head: title,
    cell: ({ items }) => {
      const item = items.find((each) => each.field === field)
      return item && <ItemValue {...props} item={item} />
    },
  }))
  const origin: Column<HeldRecord> = {
    head: words.t("item.source"),
    cell: ({ items: [first] }) => first && originOf(first, words),
  }
  return (
    <DataTable
      caption={page.category.title[words.locale]}
      captionHidden
      columns={[...columns, origin]}
      rows={page.records}
      rowKey={({ id }) => id}
    />
  )
}

const Row = ({ record, n, ...props }: Inside & { record: HeldRecord; n: number | null }) => {
  const { words } = props
  const [first] = record.items
  const common = first ? originOf(first, words) : ""
  const recorded = shownMoment(record.recordedAt, words.locale)
  return (
    <li>
      {n !== null && <h3 className={styles.head}>{words.t("item.record", { n: String(n) })}</h3>}
      <SummaryList
        rows={record.items.map((item) => ({
          id: item.id,
          key: item.title[words.locale],
          value: <ItemValue {...props} item={item} />,
          note: originOf(item, words) === common ? undefined : originOf(item, words),
        }))}
      />
      <p className={styles.origin}>
        {words.t("item.from")}: {common}
        {recorded && `; ${words.t("item.recorded", { date: recorded })}`}; {record.source[words.locale]}
      </p>
    </li>
  )
}

/** The records of one page of a category: short ones as a table, long ones as lists of names and values. */
export const RecordList = async (props: Props) => {
  const words = await valueWords()
  const { records } = props.page
  if (records.length === 0) return <p>{words.t("item.none")}</p>
  const items = records.flatMap((record) => record.items)
  const fields = new Map(items.map((item) => [item.field, item.title[words.locale]]))
  if (records.length > 1 && fields.size <= MOST_COLUMNS && items.every(flat)) {
    return <Table {...props} words={words} fields={fields} />
  }
  return (
    <ol className={styles.records}>
      {records.map((record, i) => (
        <Row key={record.id} {...props} words={words} record={record} n={records.length > 1 ? i + 1 : null} />
      ))}
    </ol>
  )
}
