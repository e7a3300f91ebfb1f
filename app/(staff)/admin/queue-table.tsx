import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { DataTable } from "@/app/_ui/data-table"
import { StatusTag } from "@/app/_ui/status-tag"
import { When } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { right, textIn } from "@/lib/policy/lookup"
import type { QueueRow, QueueView } from "@/lib/requests/queue"
import styles from "./queue.module.css"
import { Standing, TimeLeft } from "./standing"

/** The parts of one view, one a row: nothing in it says whose. */
export const QueueTable = async ({ view, rows }: { view: QueueView; rows: QueueRow[] }) => {
  const [t, locale, { policy }] = [await translator("queue"), await currentLocale(), await currentInForce()]
  const staff = await translator("staff")
  const awayWords = ({ untilOn, deputy, isMe }: NonNullable<QueueRow["away"]>) => {
    const date = formatDate(untilOn, locale)
    if (isMe) return staff("away.forYou", { date })
    return deputy ? staff("away.deputy", { date, name: deputy }) : staff("away.nobody", { date })
  }
  const closed = view === "closed"
  const divisionOf = ({ division }: QueueRow) =>
    policy.divisions?.find(({ code }) => code === division)?.title[locale] ?? null
  return (
    <DataTable
      caption={t(`view.${view}`)}
      captionHidden
      rows={rows}
      rowKey={({ id }) => id}
      empty={t("empty")}
      columns={[
        {
          head: t("row.number"),
          rowHead: true,
          tight: true,
          cell: (row: QueueRow) =>
            row.barred ? (
              <>
                {row.number}
                <div className={styles.barred}>{staff("barred.row")}</div>
              </>
            ) : (
              <a href={`/admin/requests/${row.number}?part=${row.id}`}>{row.number}</a>
            ),
        },
        {
          head: t("row.right"),
          cell: (row: QueueRow) =>
            row.against
              ? t("row.appeal", { number: row.against })
              : textIn(right(policy, row.right).title, locale),
        },
        ...(policy.divisions ? [{ head: t("row.division"), cell: divisionOf }] : []),
        {
          head: t(closed ? "row.closed" : "row.due"),
          tight: true,
          cell: (row: QueueRow) => (
            <span className={styles.due}>
              <When at={(closed ? row.closedAt : null) ?? row.dueOn} locale={locale} />
              <TimeLeft days={row.daysLeft} urgent={row.urgent} />
            </span>
          ),
        },
        {
          head: t("row.status"),
          tight: true,
          cell: ({ status, proved, heldUp, objected }: QueueRow) => (
            <>
              <Standing status={status} proved={proved} />
              {heldUp && <Standing status="stalled" />}
              {objected && <StatusTag tone="late">{t("objected")}</StatusTag>}
            </>
          ),
        },
        {
          head: t("row.assignee"),
          cell: ({ assignee, away }: QueueRow) =>
            assignee ? (
              <>
                {assignee}
                {away && <div className={styles.nobody}>{awayWords(away)}</div>}
              </>
            ) : (
              <span className={styles.nobody}>{t("nobody")}</span>
            ),
        },
        {
          head: t("row.received"),
          tight: true,
          cell: ({ receivedAt }: QueueRow) => <When at={receivedAt} locale={locale} />,
        },
      ]}
    />
  )
}
