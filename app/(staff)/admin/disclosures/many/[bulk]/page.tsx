import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { orNotFound } from "@/app/_records/or-not-found"
import { StaffFile } from "@/app/_records/staff-file"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { type Bulk, nameOfStaff, peopleIn, readBulk } from "@/lib/disclosures/bulk"
import { formatDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { sourceTitle } from "@/lib/sources/map-schema"
import { Acts } from "./acts"

type Props = { params: Promise<{ bulk: string }>; searchParams: Promise<{ done?: string | string[] }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("bulk"))("title"),
})

const People = async ({ bulk }: { bulk: Bulk }) => {
  const [t, locale, { dataMap }] = [await translator("bulk"), await currentLocale(), await currentInForce()]
  if (!bulk.counted) return t("notCounted")
  const named = (name: string) => sourceTitle(dataMap, name)?.[locale] ?? name
  return (
    <>
      {t("counted", { n: peopleIn(bulk.counted) })}
      {bulk.scope.keys && <p>{t("onlyKeys")}</p>}
      {Object.entries(bulk.counted).map(([name, n]) => (
        <p key={name}>{t("bySource", { source: named(name), n: formatCount(n, locale) })}</p>
      ))}
    </>
  )
}

const Facts = async ({
  bulk,
  by,
}: {
  bulk: Bulk
  by: { entered: string | null; approved: string | null }
}) => {
  const [t, words, locale] = [await translator("bulk"), await disclosureWords(), await currentLocale()]
  const { documentNumber: number, documentOn } = bulk
  return (
    <SummaryList
      strong="key"
      rows={[
        { key: t("whom"), value: bulk.recipient },
        { key: t("what"), value: words.what(bulk.categories) },
        { key: t("ground"), value: words.ground(bulk.ground), note: words.clause(bulk.ground) },
        ...(bulk.purpose === bulk.ground ? [] : [{ key: t("purpose"), value: words.purpose(bulk.purpose) }]),
        {
          key: t("document"),
          value: t("documentOf", { number, date: formatDate(documentOn, locale) }),
          note: (
            <StaffFile id={bulk.id} href={`/api/staff/bulk/${bulk.id}`}>
              {t("scan")}
            </StaffFile>
          ),
        },
        ...(bulk.words ? [{ key: t("words"), value: bulk.words }] : []),
        { key: t("people"), value: <People bulk={bulk} /> },
        { key: t("by"), value: by.entered ?? "–", note: formatDate(bulk.at, locale) },
        ...(bulk.approvedAt
          ? [{ key: t("approvedBy"), value: by.approved ?? "–", note: formatDate(bulk.approvedAt, locale) }]
          : []),
        { key: t("state"), value: t(`states.${bulk.state}`) },
        ...(bulk.runId
          ? [
              {
                key: t("registered"),
                value: formatCount(bulk.registered, locale),
                note: <a href={`/admin/notices/${bulk.runId}`}>{t("told")}</a>,
              },
            ]
          : []),
      ]}
    />
  )
}

const BulkPage = async ({ params, searchParams }: Props) => {
  const [{ bulk: id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "bulk.read") || !isUuid(id)) missing()
  const { bulk, by } = await orNotFound(
    asStaff(async (ctx) => {
      const bulk = await readBulk(ctx, id)
      const [entered, approved] = [
        await nameOfStaff(ctx, bulk.enteredBy),
        await nameOfStaff(ctx, bulk.approvedBy),
      ]
      return { bulk, by: { entered, approved } }
    }),
  )
  const [t, said] = [await translator("bulk"), await doneWords("bulk", done)]
  return (
    <>
      <BackLink href="/admin/disclosures/many">{t("back")}</BackLink>
      <PageTitle>{bulk.recipient}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Facts bulk={bulk} by={by} />
      <Acts bulk={bulk} actor={actor} />
    </>
  )
}

export default BulkPage
