import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { textIn } from "@/lib/policy/lookup"
import { type ListedTraining, listTrainings } from "@/lib/staffing/trainings"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("trainings"))("title"),
})

const TrainingsPage = async () => {
  const { actor } = await signedStaff()
  if (!may(actor, "training.read")) missing()
  const [t, staff, locale] = [await translator("trainings"), await translator("staff"), await currentLocale()]
  const rows = await asStaff(listTrainings)
  return (
    <>
      <BackLink href="/admin/staff">{staff("list.title")}</BackLink>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Section>
        <DataTable
          caption={t("title")}
          captionHidden
          rows={rows}
          rowKey={({ id }) => id}
          empty={t("none")}
          columns={[
            {
              head: t("row.title"),
              rowHead: true,
              cell: ({ id, document }: ListedTraining) => (
                <a href={`/admin/trainings/${id}`}>{textIn(document.title, locale)}</a>
              ),
            },
            {
              head: t("row.due"),
              tight: true,
              cell: ({ dueOn }: ListedTraining) => <When at={dueOn} locale={locale} />,
            },
            {
              head: t("row.done"),
              tight: true,
              cell: ({ done, all }: ListedTraining) => t("of", { done, all }),
            },
          ]}
        />
      </Section>
      {may(actor, "training.publish") && (
        <Buttons>
          <ButtonLink href="/admin/trainings/new">{t("new.title")}</ButtonLink>
        </Buttons>
      )}
    </>
  )
}

export default TrainingsPage
