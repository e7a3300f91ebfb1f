import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { DataTable } from "@/app/_ui/data-table"
import { StatusTag } from "@/app/_ui/status-tag"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { addDays, type Day, dayIn } from "@/lib/deadlines/day"
import type { Duty } from "@/lib/duties/duty"
import { listDuties } from "@/lib/duties/list-duties"
import { may } from "@/lib/permissions"
import { textIn } from "@/lib/policy/lookup"
import { Whose } from "./whose"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("duties"))("title"),
})

/** How many days ahead a duty is marked as near. */
const NEAR = 7

const Due = async ({ dueOn, today }: { dueOn: Day; today: Day }) => {
  const [t, locale] = [await translator("duties"), await currentLocale()]
  return (
    <>
      <When at={dueOn} locale={locale} /> {dueOn < today && <StatusTag tone="late">{t("overdue")}</StatusTag>}
      {dueOn >= today && dueOn <= addDays(today, NEAR) && <StatusTag tone="turn">{t("soon")}</StatusTag>}
    </>
  )
}

const Duties = async ({ duties, today }: { duties: Duty[]; today: Day | null }) => {
  const [t, locale] = [await translator("duties"), await currentLocale()]
  return (
    <DataTable
      caption={t(today ? "open" : "closed")}
      rows={duties}
      rowKey={({ id }) => id}
      empty={t(today ? "none" : "noneDone")}
      columns={[
        {
          head: t("row.duty"),
          rowHead: true,
          cell: ({ id, document }: Duty) => (
            <a href={`/admin/duties/${id}`}>{textIn(document.title, locale)}</a>
          ),
        },
        ...(today
          ? [
              {
                head: t("row.due"),
                tight: true,
                cell: ({ dueOn }: Duty) => <Due dueOn={dueOn} today={today} />,
              },
              { head: t("row.whose"), cell: (duty: Duty) => <Whose duty={duty} /> },
            ]
          : [
              {
                head: t("row.doneOn"),
                tight: true,
                cell: ({ doneAt }: Duty) => doneAt && <When at={doneAt} locale={locale} />,
              },
              { head: t("row.doneBy"), cell: ({ doneByName }: Duty) => doneByName },
            ]),
      ]}
    />
  )
}

const DutiesPage = async () => {
  const [{ actor }, { policy }] = [await signedStaff(), await currentInForce()]
  if (!may(actor, "duty.read")) missing()
  const { open, done, today } = await asStaff(async (ctx) => ({
    ...(await listDuties(ctx)),
    today: dayIn(ctx.now, policy.organisation.timezone),
  }))
  const t = await translator("duties")
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Section>
        <Duties duties={open} today={today} />
      </Section>
      <Section>
        <Duties duties={done} today={null} />
      </Section>
    </>
  )
}

export default DutiesPage
