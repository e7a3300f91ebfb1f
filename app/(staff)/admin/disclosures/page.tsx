import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { PageTitle, Section } from "@/app/_ui/text"
import { bulkGrounds } from "@/lib/disclosures/bulk"
import { type Disclosed, listDisclosures, MOST_LISTED, type Secrecy } from "@/lib/disclosures/register"
import { listSecret, type Secret } from "@/lib/disclosures/withheld"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("authority"))("list.title"),
})

type Row = Disclosed & Secrecy

const Case = ({ number }: { number: string | null }) =>
  number ? <a href={`/admin/requests/${number}`}>{number}</a> : "—"

const Withheld = async ({ rows }: { rows: readonly Secret[] }) => {
  const [t, given, words, locale] = [
    await translator("authority"),
    await translator("disclosures"),
    await disclosureWords(),
    await currentLocale(),
  ]
  return (
    <Section id="withheld">
      <DataTable
        caption={t("list.secret")}
        rows={rows}
        rowKey={({ id }) => id}
        empty={t("list.noSecret")}
        columns={[
          {
            head: t("list.request"),
            rowHead: true,
            cell: ({ id, number }: Secret) =>
              number ? <Case number={number} /> : <a href={`/admin/disclosures/${id}`}>{given("outside")}</a>,
          },
          { head: t("list.ground"), cell: ({ secrecy }: Secret) => words.secrecy(secrecy) },
          {
            head: t("list.review"),
            tight: true,
            cell: ({ reviewOn }: Secret) => reviewOn && formatDate(reviewOn, locale),
          },
        ]}
      />
    </Section>
  )
}

const Given = async ({ rows }: { rows: readonly Row[] }) => {
  const [t, words, locale] = [await translator("authority"), await disclosureWords(), await currentLocale()]
  return (
    <Section id="given">
      <DataTable
        caption={t("list.given")}
        rows={rows}
        rowKey={({ id }) => id}
        empty={t("list.none")}
        columns={[
          { head: t("list.when"), tight: true, cell: ({ at }: Row) => formatDate(at, locale) },
          { head: t("list.whom"), rowHead: true, cell: ({ recipient }: Row) => words.whom(recipient) },
          { head: t("list.what"), cell: ({ categories }: Row) => words.what(categories) },
          { head: t("list.ground"), cell: ({ ground }: Row) => words.ground(ground) },
          { head: t("list.request"), cell: ({ number }: Row) => <Case number={number} /> },
          {
            head: t("list.shown"),
            cell: ({ secret, reviewOn }: Row) =>
              secret
                ? t("list.withheld", { date: reviewOn ? formatDate(reviewOn, locale) : "" })
                : t("list.open"),
          },
        ]}
      />
    </Section>
  )
}

type Props = { searchParams: Promise<{ done?: string | string[] }> }

/** What went to third parties and what is not shown to the person; whose it is stands in the case, behind a view. */
const DisclosuresPage = async ({ searchParams }: Props) => {
  const { actor } = await signedStaff()
  if (!may(actor, "disclosures.read")) missing()
  const { policy } = await currentInForce()
  const { given, secret } = await asStaff(async (ctx) => ({
    given: await listDisclosures(ctx),
    secret: may(ctx.actor, "disclosures.secret") ? await listSecret(ctx) : null,
  }))
  const [t, words, said] = [
    await translator("authority"),
    await translator("disclosures"),
    await doneWords("disclosures", (await searchParams).done),
  ]
  return (
    <>
      <PageTitle lead={t("list.lead", { most: String(MOST_LISTED) })}>{t("list.title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      {may(actor, "disclosures.enter") && (
        <p>
          <a href="/admin/people">{words("enter.find")}</a>
        </p>
      )}
      {may(actor, "bulk.read") && bulkGrounds(policy).length > 0 && (
        <p>
          <a href="/admin/disclosures/many">{(await translator("bulk"))("link")}</a>
        </p>
      )}
      <p>
        <a href="/api/staff/disclosures" download>
          {words("export")}
        </a>
      </p>
      {secret && <Withheld rows={secret} />}
      <Given rows={given} />
    </>
  )
}

export default DisclosuresPage
