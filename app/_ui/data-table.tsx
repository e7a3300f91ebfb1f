import type { ReactNode } from "react"
import styles from "./data-table.module.css"

export type Column<Row> = {
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** Figures are set flush right. */
  numeric?: boolean
  /** The cell names its row. */
  rowHead?: boolean
  /** Keeps short values such as dates on one line. */
  tight?: boolean
  /** Gives long text room, so that on a phone the table scrolls sideways rather than growing tall. */
  wide?: boolean
  /** Where a press on the heading sorts by it, and how it is sorted now. */
  sort?: { href: string; now: "ascending" | "descending" | "none" }
}

type Props<Row> = {
  /** Names the table; shown unless `captionHidden`. */
  caption: ReactNode
  captionHidden?: boolean
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Stands in place of the rows when there are none. */
  empty?: ReactNode
  /** Names the scrolling region for a screen reader when `caption` is not plain text. */
  label?: string
}

/** Rows and columns; wider than the screen, it scrolls in a region of its own that the keyboard reaches. */
export const DataTable = <Row,>(props: Props<Row>) => {
  const { caption, captionHidden, columns, rows, rowKey, empty } = props
  const label = props.label ?? (typeof caption === "string" ? caption : undefined)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable (WCAG 2.1.1)
    <section className={styles.region} aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <caption className={captionHidden ? "spoken" : styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th
                key={typeof column.head === "string" ? column.head : i}
                scope="col"
                className={column.numeric ? styles.numericHead : styles.head}
                aria-sort={column.sort && column.sort.now !== "none" ? column.sort.now : undefined}
              >
                {column.sort ? (
                  <a href={column.sort.href} className={styles.sort}>
                    {column.head}
                    <span aria-hidden="true">
                      {column.sort.now === "ascending" ? " ↑" : column.sort.now === "descending" ? " ↓" : ""}
                    </span>
                  </a>
                ) : (
                  column.head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && empty && (
            <tr>
              <td colSpan={columns.length} className={styles.empty}>
                {empty}
              </td>
            </tr>
          )}
          {rows.map((row) => (
            <tr key={rowKey(row)} className={styles.row}>
              {columns.map((column, i) => {
                const look = [
                  styles.cell,
                  column.numeric && styles.numeric,
                  column.tight && styles.tight,
                  column.wide && styles.wide,
                ]
                const key = typeof column.head === "string" ? column.head : i
                return column.rowHead ? (
                  <th key={key} scope="row" className={look.filter(Boolean).join(" ")}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={key} className={look.filter(Boolean).join(" ")}>
                    {column.cell(row)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
