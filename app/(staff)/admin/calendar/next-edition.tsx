import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { Details } from "@/app/_ui/details"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Prose, Section, When } from "@/app/_ui/text"
import type { CalendarPage } from "@/lib/calendar/calendar-page"
import type { Change } from "@/lib/calendar/changes"
import type { Sample } from "@/lib/calendar/preview"
import { formatDate, formatLongDate } from "@/lib/format/date"
import { discardAction, publishAction } from "./actions"
import { weekdayNames } from "./weekdays"

type Draft = NonNullable<CalendarPage["draft"]>

/** A change as a sentence: "27 May 2026 becomes a day off: Kurman Ait". */
const Said = async ({ change }: { change: Change }) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  const on = (day: string) => formatLongDate(day, locale)
  switch (change.what) {
    case "year":
      return t("change.year", { year: String(change.year), n: change.days })
    case "lunar":
      return t("change.lunar", { year: String(change.year) })
    case "weekday":
      return t(`change.weekday.${change.now}`, { day: weekdayNames(locale)[change.day - 1] ?? "" })
    case "day":
      return t(`change.day.${change.now}`, { date: on(change.date), title: change.title[locale] })
    default:
      return t(`change.${change.what}`, { date: on(change.date), title: change.title[locale] })
  }
}

const Samples = async ({ samples }: { samples: Sample[] }) => {
  const [t, common, locale] = [
    await translator("calendar"),
    await translator("common"),
    await currentLocale(),
  ]
  const day = (on: string | null) => (on ? formatDate(on, locale) : t("sample.refused"))
  return (
    <DataTable
      caption={t("sample.title")}
      rows={samples}
      rowKey={({ receivedOn }) => receivedOn}
      columns={[
        {
          head: t("sample.received"),
          rowHead: true,
          tight: true,
          cell: ({ receivedOn }: Sample) => <When at={receivedOn} locale={locale} />,
        },
        {
          head: t("sample.right"),
          cell: ({ right, term }: Sample) =>
            `${right.title[locale]}: ${common(`term.${term.unit}`, { n: term.n })}`,
        },
        { head: t("sample.before"), cell: ({ before }: Sample) => day(before) },
        {
          head: t("sample.after"),
          cell: ({ before, after }: Sample) => (before === after ? t("sample.same") : <b>{day(after)}</b>),
        },
      ]}
    />
  )
}

/** The draft: what it changes in words, what that does to due dates, and the two ways it ends. */
export const NextEdition = async ({ draft }: { draft: Draft }) => {
  const t = await translator("calendar")
  return (
    <Section id="draft" title={t("draft.title")}>
      <p>{t(draft.changes.length > 0 ? "draft.lead" : "draft.nothing")}</p>
      <Prose>
        <ul>
          {draft.changes.map((change) => (
            <li key={JSON.stringify(change)}>
              <Said change={change} />
            </li>
          ))}
        </ul>
      </Prose>
      {draft.changes.length > 0 && (
        <>
          <Samples samples={draft.samples} />
          <Form action={publishAction}>
            <input type="hidden" name="version" value={draft.version} />
            <TextArea name="reason" label={t("draft.reason")} hint={t("draft.reasonHint")} rows={3} />
            <Button>{t("act.publish")}</Button>
          </Form>
        </>
      )}
      <Details summary={t("act.discard")}>
        <p>{t("draft.discardAbout")}</p>
        <Form action={discardAction}>
          <Button kind="grave">{t("act.discard")}</Button>
        </Form>
      </Details>
    </Section>
  )
}
