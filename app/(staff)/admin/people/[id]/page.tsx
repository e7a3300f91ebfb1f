import type { Metadata } from "next"
import { fromWords } from "@/app/_records/from"
import { SilentSources } from "@/app/_records/silent-sources"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { LinkRows } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { Standing } from "@/app/(staff)/admin/standing"
import { formatTime } from "@/lib/format/date"
import { listPartsOf, type PersonsPart } from "@/lib/oversight/parts-of"
import type { OpenView } from "@/lib/oversight/queries"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { countRecords } from "@/lib/records/count"
import { AskReason } from "./ask-reason"
import { openView, readingUnder, seesInFull } from "./open-view"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("people"))("title"),
})

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ view?: string; request?: string }> }

const Held = async ({ id, view }: { id: string; view: OpenView }) => {
  const [from, data, locale] = [await fromWords("staff"), await translator("data"), await currentLocale()]
  const reading = await readingUnder(view, id)
  const { groups, silent } = await countRecords(reading, view.categories)
  return (
    <>
      <SilentSources silent={silent} reading={reading} again={`/admin/people/${id}?view=${view.id}`} />
      {groups.map(({ origin, categories }) => (
        <Section key={origin.code} id={origin.code} title={from(origin)}>
          <LinkRows
            rows={categories.map(({ category, items }) => ({
              href: `/admin/people/${id}/${category.code}?view=${view.id}`,
              title: category.title[locale],
              end: data("total", { n: items }),
            }))}
          />
        </Section>
      ))}
    </>
  )
}

const Requests = async ({ parts }: { parts: PersonsPart[] }) => {
  const [t, locale, { policy }] = [await translator("people"), await currentLocale(), await currentInForce()]
  const rightTitle = (right: string) =>
    policy.rights.find(({ code }) => code === right)?.title[locale] ?? right
  return (
    <DataTable
      caption={t("person.requests")}
      columns={[
        {
          head: t("person.number"),
          rowHead: true,
          tight: true,
          cell: ({ number }: PersonsPart) => <a href={`/admin/requests/${number}`}>{number}</a>,
        },
        { head: t("person.right"), cell: ({ right }: PersonsPart) => rightTitle(right) },
        { head: t("person.status"), cell: ({ status }: PersonsPart) => <Standing status={status} /> },
        {
          head: t("person.received"),
          tight: true,
          cell: ({ receivedAt }: PersonsPart) => <When at={receivedAt} locale={locale} />,
        },
        {
          head: t("person.due"),
          tight: true,
          cell: ({ dueOn }: PersonsPart) => <When at={dueOn} locale={locale} />,
        },
      ]}
      rows={parts}
      rowKey={(part) => part.id}
      empty={t("person.noRequests")}
    />
  )
}

const PersonPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { view: viewId, request }] = [await params, await searchParams]
  const view = await openView(id, viewId)
  if (!view) return <AskReason id={id} expired={viewId !== undefined} request={request} />
  const [t, register, claim, holds, mandates, given, { actor }] = [
    await translator("people"),
    await translator("register"),
    await translator("claim"),
    await translator("holds"),
    await translator("mandates"),
    await translator("disclosures"),
    await signedStaff(),
  ]
  const parts = await asStaff((ctx) => listPartsOf(ctx, id))
  return (
    <>
      <BackLink href="/admin/people">{t("person.back")}</BackLink>
      <PageTitle>{t("person.title", { id: shortId(id) })}</PageTitle>
      <Banner>
        <p>
          {view.request && `${t("person.case", { number: view.request })} `}
          {t("person.until", { time: formatTime(view.until) })}{" "}
          {!seesInFull(actor, view) && t("person.masked")}
        </p>
      </Banner>
      <Requests parts={parts} />
      <Section id="acts" title={t("person.acts")}>
        <LinkRows
          rows={[
            { href: `/admin/people/${id}/holds?view=${view.id}`, title: holds("title") },
            { href: `/admin/people/${id}/mandates?view=${view.id}`, title: mandates("title") },
            { href: `/admin/people/${id}/disclosures?view=${view.id}`, title: given("list.title") },
            ...(may(actor, "request.register")
              ? [{ href: `/admin/requests/new?person=${id}`, title: register("title") }]
              : []),
            ...(may(actor, "access.give")
              ? [{ href: `/admin/people/${id}/access`, title: t("access.title") }]
              : []),
            ...(may(actor, "claim.send")
              ? [{ href: `/admin/people/${id}/claim`, title: claim("link") }]
              : []),
          ]}
        />
      </Section>
      <Held id={id} view={view} />
    </>
  )
}

export default PersonPage
