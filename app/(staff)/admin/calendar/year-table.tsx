import { currentLocale, translator } from "@/app/_server/locale"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { Form } from "@/app/_ui/form"
import { StatusTag } from "@/app/_ui/status-tag"
import { Spoken, When } from "@/app/_ui/text"
import { type Entry, entriesOf } from "@/lib/calendar/entries"
import { weekday } from "@/lib/deadlines/day"
import { formatDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import type { CalendarYear, Source } from "@/lib/policy/calendar-schema"
import { removeDayAction } from "./actions"
import { weekdayNames } from "./weekdays"

const sourceIn = (source: Source | undefined, locale: Locale): string | undefined =>
  typeof source === "object" ? source[locale] : source

type Props = { year: CalendarYear; mayEdit: boolean }

const Confirmed = async ({ entry }: { entry: Entry }) => {
  const t = await translator("calendar")
  if (entry.confirmed === null) return <>–</>
  return (
    <StatusTag tone={entry.confirmed ? "done" : entry.kind === "lunar" ? "turn" : "quiet"}>
      {t(entry.confirmed ? "confirmed" : "expected")}
    </StatusTag>
  )
}

const Remove = async ({ entry }: { entry: Entry }) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  return (
    <Form action={removeDayAction}>
      <input type="hidden" name="year" value={entry.date.slice(0, 4)} />
      <input type="hidden" name="date" value={entry.date} />
      <Button kind="link">
        {t("act.remove")}
        <Spoken> {formatDate(entry.date, locale)}</Spoken>
      </Button>
    </Form>
  )
}

/** The days one year names, with their sources; the administrator adds, removes and confirms. */
export const YearTable = async ({ year, mayEdit }: Props) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  const names = weekdayNames(locale)
  const of = sourceIn(year.source, locale)
  const at = `?year=${year.year}`
  return (
    <>
      {mayEdit && (
        <Buttons>
          <ButtonLink kind="secondary" href={`/admin/calendar/day${at}`}>
            {t("act.day")}
          </ButtonLink>
          <ButtonLink kind="secondary" href={`/admin/calendar/confirm${at}`}>
            {t("act.confirm")}
          </ButtonLink>
        </Buttons>
      )}
      {of && (
        <p>
          {t("sourceOfYear")} {of}
        </p>
      )}
      <DataTable
        caption={t("yearDays", { year: String(year.year) })}
        rows={entriesOf(year)}
        rowKey={({ date }) => date}
        empty={t("noDays")}
        columns={[
          {
            head: t("date"),
            rowHead: true,
            tight: true,
            cell: ({ date }: Entry) => (
              <>
                <When at={date} locale={locale} />, {names[weekday(date) - 1]}
              </>
            ),
          },
          { head: t("what"), cell: ({ title }: Entry) => title[locale] },
          { head: t("kind"), cell: ({ kind }: Entry) => t(`kinds.${kind}`) },
          { head: t("state"), tight: true, cell: (entry: Entry) => <Confirmed entry={entry} /> },
          { head: t("source"), cell: ({ source }: Entry) => sourceIn(source, locale) ?? t("ofYear") },
          ...(mayEdit ? [{ head: t("act.head"), cell: (entry: Entry) => <Remove entry={entry} /> }] : []),
        ]}
      />
    </>
  )
}
