import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { Details } from "@/app/_ui/details"
import { BackLink, PageTitle, Paragraphs, Section, When } from "@/app/_ui/text"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { textIn } from "@/lib/policy/lookup"
import { type Acknowledgement, readTraining } from "@/lib/staffing/trainings"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("trainings"))("title"),
})

const Members = async ({ members }: { members: Acknowledgement[] }) => {
  const [t, views, locale] = [await translator("trainings"), await translator("views"), await currentLocale()]
  return (
    <DataTable
      caption={t("members")}
      rows={members}
      rowKey={({ name, role }) => `${name} ${role}`}
      empty={t("nobody")}
      columns={[
        { head: t("row.name"), rowHead: true, cell: ({ name }: Acknowledgement) => name },
        { head: t("row.role"), cell: ({ role }: Acknowledgement) => views(`role.${role}`) },
        {
          head: t("row.due"),
          tight: true,
          cell: ({ dueOn }: Acknowledgement) => <When at={dueOn} locale={locale} />,
        },
        {
          head: t("row.doneAt"),
          tight: true,
          cell: ({ doneAt }: Acknowledgement) =>
            doneAt ? <When at={doneAt} locale={locale} as="time" /> : t("notYet"),
        },
      ]}
    />
  )
}

const TrainingPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "training.read") || !isUuid(id)) missing()
  const { training, members } = await orNotFound(asStaff((ctx) => readTraining(ctx, id)))
  const [t, locale] = [await translator("trainings"), await currentLocale()]
  const said = await doneWords("trainings", done)
  const { title, lead } = training.document
  return (
    <>
      <BackLink href="/admin/trainings">{t("title")}</BackLink>
      <PageTitle>{textIn(title, locale)}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Section>
        <Members members={members} />
      </Section>
      {lead && (
        <Details summary={t("text")}>
          <Paragraphs text={textIn(lead, locale)} />
        </Details>
      )}
    </>
  )
}

export default TrainingPage
