import { currentLocale, translator } from "@/app/_server/locale"
import { LinkRows } from "@/app/_ui/summary-list"
import { formatDate } from "@/lib/format/date"
import type { MyRequest } from "@/lib/requests/queries"
import { RequestStatus } from "./request-status"

/** Requests one a row: what was asked, its number and date, where it stands and what comes next. */
export const RequestRows = async ({ requests }: { requests: readonly MyRequest[] }) => {
  const [t, locale] = [await translator("requests"), await currentLocale()]
  return (
    <LinkRows
      rows={requests.map(({ number, title, answered, status, word, next, open, receivedAt, dueOn }) => ({
        href: `/cabinet/requests/${number}`,
        title,
        about: (
          <>
            {t("numberAndDate", { number, date: formatDate(receivedAt, locale) })}
            {open && <br />}
            {open && t(`next.${next}`, { date: formatDate(dueOn, locale) })}
          </>
        ),
        end: <RequestStatus status={status} word={word} answered={answered} />,
      }))}
    />
  )
}
