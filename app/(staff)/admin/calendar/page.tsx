import type { Metadata } from "next"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Tabs } from "@/app/_ui/columns"
import { DataTable } from "@/app/_ui/data-table"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { type CalendarEdition, type CalendarPage, calendarPage } from "@/lib/calendar/calendar-page"
import { dayIn } from "@/lib/deadlines/day"
import { may } from "@/lib/permissions"
import { NextEdition } from "./next-edition"
import { Warnings } from "./warnings"
import { weekdayNames } from "./weekdays"
import { YearTable } from "./year-table"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("calendar"))("title"),
})

type Asked = Partial<Record<"year" | "done", string | string[]>>

/** One message: what was just done, else what has to be seen to. */
const Message = async ({ done, page }: { done: Asked["done"]; page: CalendarPage }) => {
  const said = await doneWords("calendar", done)
  if (said) return <Banner kind="done" title={said} live />
  return <Warnings warnings={page.warnings} kind={page.mayEdit ? "turn" : "note"} />
}

const Week = async ({ page, year }: { page: CalendarPage; year: number }) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  const names = weekdayNames(locale)
  const off = page.calendar.weekend.map((day) => names[day - 1]).join(", ")
  return (
    <p>
      {off ? t("weekend", { days: off }) : t("noWeekend")}{" "}
      {page.mayEdit && <a href={`/admin/calendar/week?year=${year}`}>{t("act.week")}</a>}
    </p>
  )
}

const Editions = async ({ editions }: { editions: CalendarEdition[] }) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  return (
    <Section title={t("editions")}>
      <DataTable
        caption={t("editions")}
        captionHidden
        rows={editions}
        rowKey={({ number }) => String(number)}
        columns={[
          {
            head: t("edition"),
            rowHead: true,
            tight: true,
            cell: ({ number }: CalendarEdition) => number,
          },
          {
            head: t("published"),
            tight: true,
            cell: ({ publishedAt }: CalendarEdition) => <When at={publishedAt} locale={locale} as="time" />,
          },
          {
            head: t("by"),
            cell: ({ by, approvedBy }: CalendarEdition) => (
              <>
                {by.join(", ") || t("fromFolder")}
                {approvedBy && <div>{t("approvedBy", { name: approvedBy })}</div>}
              </>
            ),
          },
          { head: t("reason"), cell: ({ reason }: CalendarEdition) => reason ?? "–" },
        ]}
      />
    </Section>
  )
}

const CalendarPageHere = async ({ searchParams }: { searchParams: Promise<Asked> }) => {
  const { year: wanted, done } = await searchParams
  if (!may((await signedStaff()).actor, "policy.read")) missing()
  const { page, thisYear } = await asStaff(async (ctx) => {
    const page = await calendarPage(ctx)
    return { page, thisYear: Number(dayIn(ctx.now, page.calendar.zone).slice(0, 4)) }
  })
  const { years } = page.calendar
  const year =
    years.find((each) => String(each.year) === wanted) ??
    years.find((each) => each.year === thisYear) ??
    years.at(-1)
  const t = await translator("calendar")
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Message done={done} page={page} />
      {page.draft && <NextEdition draft={page.draft} mayEdit={page.mayEdit} />}
      <Section id="days" title={t(page.draft ? "daysOfDraft" : "days")}>
        {year && <Week page={page} year={year.year} />}
        <Tabs
          label={t("years")}
          items={[
            ...years.map((each) => ({
              href: `/admin/calendar?year=${each.year}`,
              label: each.year,
              here: each === year,
            })),
            ...(page.mayEdit ? [{ href: "/admin/calendar/year", label: t("act.year") }] : []),
          ]}
        />
        {year && <YearTable year={year} mayEdit={page.mayEdit} />}
      </Section>
      <Editions editions={page.editions} />
    </>
  )
}

export default CalendarPageHere
