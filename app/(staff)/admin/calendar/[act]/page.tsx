import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff } from "@/app/_server/session"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { calendarPage } from "@/lib/calendar/calendar-page"
import { may } from "@/lib/permissions"
import type { CalendarYear } from "@/lib/policy/calendar-schema"
import { AddDay, AddYear, Confirm, type FormProps, Week } from "./forms"

const forms = { day: AddDay, confirm: Confirm, year: AddYear, week: Week } as const
type Act = keyof typeof forms
const isAct = (name: string): name is Act => name in forms

type Props = { params: Promise<{ act: string }>; searchParams: Promise<{ year?: string | string[] }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const [{ act }, t] = [await params, await translator("calendar")]
  return { title: isAct(act) ? t(`act.${act}`) : t("title") }
}

/** One change of the calendar's draft; only whoever may edit it sees the page. */
const CalendarActPage = async ({ params, searchParams }: Props) => {
  const [{ act }, { year: wanted }] = [await params, await searchParams]
  const page = await asStaff(async (ctx) => (may(ctx.actor, "calendar.edit") ? calendarPage(ctx) : null))
  if (!page) missing()
  const { years } = page.calendar
  const year: CalendarYear | undefined = years.find((each) => String(each.year) === wanted) ?? years.at(-1)
  if (!isAct(act) || !page.mayEdit || !year) missing()
  const t = await translator("calendar")
  const ActForm: (props: FormProps) => Promise<React.ReactNode> = forms[act]
  return (
    <>
      <BackLink href={`/admin/calendar?year=${year.year}`}>{t("back")}</BackLink>
      <PageTitle lead={t(`lead_${act}`, { year: String(year.year) })}>{t(`act.${act}`)}</PageTitle>
      <ActForm year={year} calendar={page.calendar} />
    </>
  )
}

export default CalendarActPage
