import type { Metadata } from "next"
import { RecipientStanding } from "@/app/_records/recipient-state"
import { recipientWords } from "@/app/_records/recipient-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { DataTable } from "@/app/_ui/data-table"
import { PageTitle, Section, When } from "@/app/_ui/text"
import type { Day } from "@/lib/deadlines/day"
import { may } from "@/lib/permissions"
import { type Listed, listRecipientNotices } from "@/lib/recipients/list-notices"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("recipients"))("list.title"),
})

const Notices = async ({
  rows,
  today,
  which,
}: {
  rows: Listed[]
  today: Day
  which: "open" | "answered"
}) => {
  const [t, locale, { policy }] = [
    await translator("recipients"),
    await currentLocale(),
    await currentInForce(),
  ]
  const words = await recipientWords(policy)
  return (
    <Section id={which}>
      <DataTable
        caption={t(`list.${which}`)}
        rows={rows}
        rowKey={({ id }) => id}
        empty={t(`list.${which}None`)}
        columns={[
          {
            head: t("list.whom"),
            rowHead: true,
            cell: ({ id, recipient }: Listed) => (
              <a href={`/admin/recipients/${id}`}>{words.whom(recipient)}</a>
            ),
          },
          { head: t("list.how"), cell: ({ channel }: Listed) => t(`channel.${channel}`) },
          {
            head: t("list.state"),
            cell: (notice: Listed) => <RecipientStanding notice={notice} today={today} />,
          },
          {
            head: t("list.request"),
            tight: true,
            cell: ({ number, partId }: Listed) => (
              <a href={`/admin/requests/${number}?part=${partId}`}>{number}</a>
            ),
          },
          {
            head: t("list.made"),
            tight: true,
            cell: ({ madeAt }: Listed) => <When at={madeAt} locale={locale} />,
          },
        ]}
      />
    </Section>
  )
}

/** Who was told to erase, correct or restrict what they received, and who did not answer; whose it is stands in the case. */
const RecipientsPage = async () => {
  const { actor } = await signedStaff()
  if (!may(actor, "recipients.read")) missing()
  const { open, answered, today } = await asStaff(listRecipientNotices)
  const t = await translator("recipients")
  return (
    <>
      <PageTitle lead={t("list.lead")}>{t("list.title")}</PageTitle>
      <Notices rows={open} today={today} which="open" />
      <Notices rows={answered} today={today} which="answered" />
    </>
  )
}

export default RecipientsPage
