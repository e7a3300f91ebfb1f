import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { PageTitle, When } from "@/app/_ui/text"
import { type BreachLine, listBreaches, sumOf } from "@/lib/breaches/breach"
import { formatCount } from "@/lib/format/number"
import { may } from "@/lib/permissions"
import { BreachTag } from "./breach-tag"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("breaches"))("title"),
})

const List = async ({ rows }: { rows: BreachLine[] }) => {
  const [t, locale, { policy }] = [
    await translator("breaches"),
    await currentLocale(),
    await currentInForce(),
  ]
  const typeOf = (code: string) => policy.breaches?.find((each) => each.code === code)?.title[locale] ?? code
  return (
    <DataTable
      caption={t("title")}
      captionHidden
      rows={rows}
      rowKey={({ number }) => number}
      empty={t("none")}
      columns={[
        {
          head: t("row.number"),
          rowHead: true,
          tight: true,
          cell: ({ number }: BreachLine) => <a href={`/admin/breaches/${number}`}>{number}</a>,
        },
        { head: t("row.type"), cell: ({ type }: BreachLine) => typeOf(type) },
        {
          head: t("row.found"),
          tight: true,
          cell: ({ foundOn }: BreachLine) => <When at={foundOn} locale={locale} />,
        },
        {
          head: t("row.people"),
          numeric: true,
          cell: ({ counted }: BreachLine) =>
            counted ? formatCount(sumOf(counted), locale) : t("row.notCounted"),
        },
        { head: t("row.state"), cell: ({ state }: BreachLine) => <BreachTag state={state} /> },
      ]}
    />
  )
}

const BreachesPage = async () => {
  const [{ actor }, { policy }] = [await signedStaff(), await currentInForce()]
  if (!may(actor, "breach.read")) missing()
  const rows = await asStaff(listBreaches)
  const t = await translator("breaches")
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {may(actor, "breach.write") &&
        (policy.breaches ? (
          <p>
            <ButtonLink href="/admin/breaches/new">{t("new")}</ButtonLink>
          </p>
        ) : (
          <p>{t("noTypes")}</p>
        ))}
      <List rows={rows} />
    </>
  )
}

export default BreachesPage
