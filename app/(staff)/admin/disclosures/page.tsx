import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { DataTable } from "@/app/_ui/data-table"
import { PageTitle, Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { grounds } from "@/lib/policy/lookup"
import { listDisclosures, listSecret, MOST_LISTED, type Secret } from "@/lib/requests/disclosures"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("authority"))("list.title"),
})

type Given = Awaited<ReturnType<typeof listDisclosures>>[number]

const Case = ({ number }: { number: string | null }) =>
  number ? <a href={`/admin/requests/${number}`}>{number}</a> : "—"

const Withheld = async ({ rows }: { rows: readonly Secret[] }) => {
  const [t, locale, inForce] = [await translator("authority"), await currentLocale(), await currentInForce()]
  const groundOf = (code: string | null) =>
    grounds(inForce).find((each) => each.code === code)?.title[locale] ?? code
  return (
    <Section id="withheld">
      <DataTable
        caption={t("list.secret")}
        rows={rows}
        rowKey={({ number }) => number ?? ""}
        empty={t("list.noSecret")}
        columns={[
          { head: t("list.request"), rowHead: true, cell: ({ number }: Secret) => <Case number={number} /> },
          { head: t("list.ground"), cell: ({ secrecy }: Secret) => groundOf(secrecy) },
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

const Disclosed = async ({ rows }: { rows: readonly Given[] }) => {
  const [t, locale, { policy }] = [
    await translator("authority"),
    await currentLocale(),
    await currentInForce(),
  ]
  const title = (code: string) => policy.categories.find((each) => each.code === code)?.title[locale] ?? code
  const nameOf = (whom: string) => policy.recipients.find(({ code }) => code === whom)?.title[locale] ?? whom
  const groundOf = (code: string) =>
    policy.transferGrounds.find((each) => each.code === code)?.title[locale] ?? code
  return (
    <Section id="given">
      <DataTable
        caption={t("list.given")}
        rows={rows}
        rowKey={({ id }) => id}
        empty={t("list.none")}
        columns={[
          { head: t("list.when"), tight: true, cell: ({ at }: Given) => formatDate(at, locale) },
          { head: t("list.whom"), rowHead: true, cell: ({ recipient }: Given) => nameOf(recipient) },
          { head: t("list.what"), cell: ({ categories }: Given) => categories.map(title).join(", ") },
          { head: t("list.ground"), cell: ({ ground }: Given) => groundOf(ground) },
          { head: t("list.request"), cell: ({ number }: Given) => <Case number={number} /> },
          {
            head: t("list.shown"),
            cell: ({ secret, reviewOn }: Given) =>
              secret
                ? t("list.withheld", { date: reviewOn ? formatDate(reviewOn, locale) : "" })
                : t("list.open"),
          },
        ]}
      />
    </Section>
  )
}

/** What went to third parties and what is not shown to the person; whose it is stands in the case, behind a view. */
const DisclosuresPage = async () => {
  const { actor } = await signedStaff()
  if (!may(actor, "disclosures.read")) missing()
  const { given, secret } = await asStaff(async (ctx) => ({
    given: await listDisclosures(ctx),
    secret: await listSecret(ctx),
  }))
  const t = await translator("authority")
  return (
    <>
      <PageTitle lead={t("list.lead", { most: String(MOST_LISTED) })}>{t("list.title")}</PageTitle>
      <Withheld rows={secret} />
      <Disclosed rows={given} />
    </>
  )
}

export default DisclosuresPage
