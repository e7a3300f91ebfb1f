import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { BackLink, PageTitle, When } from "@/app/_ui/text"
import { type Bulk, bulkGrounds, listBulk, peopleIn } from "@/lib/disclosures/bulk"
import { may } from "@/lib/permissions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("bulk"))("title"),
})

const ManyPage = async () => {
  const { actor } = await signedStaff()
  const { policy } = await currentInForce()
  if (!may(actor, "bulk.read") || bulkGrounds(policy).length === 0) missing()
  const [t, register, words, locale] = [
    await translator("bulk"),
    await translator("authority"),
    await disclosureWords(),
    await currentLocale(),
  ]
  return (
    <>
      <BackLink href="/admin/disclosures">{register("list.title")}</BackLink>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {may(actor, "bulk.write") && (
        <ButtonLink kind="secondary" href="/admin/disclosures/many/new">
          {t("add")}
        </ButtonLink>
      )}
      <DataTable
        caption={t("title")}
        captionHidden
        rows={await asStaff(listBulk)}
        rowKey={({ id }) => id}
        empty={t("none")}
        columns={[
          {
            head: t("whom"),
            rowHead: true,
            cell: ({ id, recipient }: Bulk) => <a href={`/admin/disclosures/many/${id}`}>{recipient}</a>,
          },
          { head: t("ground"), cell: ({ ground }: Bulk) => words.ground(ground) },
          {
            head: t("people"),
            cell: ({ counted }: Bulk) => (counted ? t("counted", { n: peopleIn(counted) }) : t("notCounted")),
          },
          { head: t("state"), cell: ({ state }: Bulk) => t(`states.${state}`) },
          { head: t("date"), tight: true, cell: ({ at }: Bulk) => <When at={at} locale={locale} /> },
        ]}
      />
    </>
  )
}

export default ManyPage
