import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { DataTable } from "@/app/_ui/data-table"
import { PageTitle, When } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { listRuns, type RunLine } from "@/lib/runs/run-page"
import { RunTag } from "./run-tag"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("runs"))("title"),
})

const RunsPage = async () => {
  if (!may((await signedStaff()).actor, "run.read")) missing()
  const rows = await asStaff(listRuns)
  const [t, locale] = [await translator("runs"), await currentLocale()]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <DataTable
        caption={t("title")}
        captionHidden
        rows={rows}
        rowKey={({ id }) => id}
        empty={t("none")}
        columns={[
          {
            head: t("row.what"),
            rowHead: true,
            cell: ({ id, kind }: RunLine) => <a href={`/admin/notices/${id}`}>{t(`kind.${kind}`)}</a>,
          },
          {
            head: t("row.opened"),
            tight: true,
            cell: ({ openedAt }: RunLine) => <When at={openedAt} locale={locale} as="time" />,
          },
          { head: t("row.state"), cell: ({ state }: RunLine) => <RunTag state={state} /> },
          {
            head: t("row.done"),
            tight: true,
            cell: ({ doneAt }: RunLine) => (doneAt ? <When at={doneAt} locale={locale} as="time" /> : "–"),
          },
        ]}
      />
    </>
  )
}

export default RunsPage
