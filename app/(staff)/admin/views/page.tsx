import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { listWithheld, type WithheldView } from "@/lib/oversight/withheld-views"
import { may } from "@/lib/permissions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("views"))("withheld.title"),
})

/** Views of people's data that they are not shown under a secrecy ground, each with its day of review. */
const WithheldPage = async ({ searchParams }: { searchParams: Promise<{ done?: string }> }) => {
  const { actor } = await signedStaff()
  if (!may(actor, "views.withheld")) missing()
  const [t, people, words, locale] = [
    await translator("views"),
    await translator("people"),
    await disclosureWords(),
    await currentLocale(),
  ]
  const [rows, said] = [await asStaff(listWithheld), await doneWords("views", (await searchParams).done)]
  return (
    <>
      <BackLink href="/admin/people">{people("title")}</BackLink>
      <PageTitle lead={t("withheld.lead")}>{t("withheld.title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Section>
        <DataTable
          caption={t("withheld.title")}
          rows={rows}
          rowKey={({ id }) => id}
          empty={t("withheld.none")}
          columns={[
            {
              head: t("case.when"),
              rowHead: true,
              tight: true,
              cell: ({ id, at }: WithheldView) => (
                <a href={`/admin/views/${id}`}>
                  <When at={at} locale={locale} as="time" />
                </a>
              ),
            },
            {
              head: t("case.who"),
              cell: ({ name, unit }: WithheldView) => [name, unit].filter(Boolean).join(", "),
            },
            { head: t("withheld.ground"), cell: ({ secrecy }: WithheldView) => words.secrecy(secrecy) },
            {
              head: t("withheld.review"),
              tight: true,
              cell: ({ reviewOn }: WithheldView) => <When at={reviewOn} locale={locale} />,
            },
          ]}
        />
      </Section>
    </>
  )
}

export default WithheldPage
