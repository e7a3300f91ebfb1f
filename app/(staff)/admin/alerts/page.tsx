import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { DataTable } from "@/app/_ui/data-table"
import { StatusTag } from "@/app/_ui/status-tag"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { type Alert, listAlerts } from "@/lib/oversight/alerts"
import { may } from "@/lib/permissions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("alerts"))("title"),
})

const Standing = async ({ outcome }: Pick<Alert, "outcome">) => {
  const t = await translator("alerts")
  return outcome ? t(`outcomes.${outcome}`) : <StatusTag tone="turn">{t("open")}</StatusTag>
}

/** Unusual looking at people's data: every alert waits here for an auditor's finding. */
const AlertsPage = async () => {
  const { actor } = await signedStaff()
  if (!may(actor, "alert.read")) missing()
  const [t, locale, rows] = [await translator("alerts"), await currentLocale(), await asStaff(listAlerts)]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Section>
        <DataTable
          caption={t("title")}
          rows={rows}
          rowKey={({ id }) => id}
          empty={t("none")}
          columns={[
            {
              head: t("row.what"),
              rowHead: true,
              cell: ({ id, rule }: Alert) => <a href={`/admin/alerts/${id}`}>{t(`rules.${rule}`)}</a>,
            },
            { head: t("row.who"), cell: ({ name, unit }: Alert) => [name, unit].filter(Boolean).join(", ") },
            {
              head: t("row.when"),
              tight: true,
              cell: ({ at }: Alert) => <When at={at} locale={locale} as="time" />,
            },
            { head: t("row.views"), tight: true, cell: ({ views }: Alert) => String(views) },
            { head: t("row.state"), cell: ({ outcome }: Alert) => <Standing outcome={outcome} /> },
          ]}
        />
      </Section>
    </>
  )
}

export default AlertsPage
