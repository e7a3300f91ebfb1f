import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { staffHouse } from "@/app/_server/house"
import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { formatCount } from "@/lib/format/number"
import { type RehearsedSource, rehearsePart, verdictOf } from "@/lib/fulfilment/rehearse"
import { may } from "@/lib/permissions"
import { category } from "@/lib/policy/lookup"
import { type CasePart, findCase, partToShow } from "@/lib/requests/case"
import { sourceTitle } from "@/lib/sources/map-schema"

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ part?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("dry-run"))("title"),
})

const Source = async ({ found, part }: { found: RehearsedSource; part: CasePart }) => {
  const [t, words, locale] = [
    await translator("dry-run"),
    await looseTranslator("case"),
    await currentLocale(),
  ]
  const { policy, dataMap } = part.inForce
  const { source, is, cause, beside, steps } = found
  const titled = sourceTitle(dataMap, source)?.[locale] ?? source
  return (
    <Section title={t(`is.${is}`, { source: titled })}>
      {cause && <p>{words(`stalled.${cause}`) || cause}</p>}
      {beside.length > 0 && (
        <ul>
          {beside.map(({ category: code, items, is: becomes }) => (
            <li key={`${code} ${becomes}`}>
              {t(`beside.${becomes}`, {
                what: category(policy, code).title[locale],
                n: formatCount(items, locale),
              })}
            </li>
          ))}
        </ul>
      )}
      <DataTable
        caption={t("title")}
        captionHidden
        rows={steps.map((step, n) => ({ ...step, id: `${n}` }))}
        rowKey={({ id }) => id}
        columns={[
          {
            head: t("what"),
            rowHead: true,
            cell: ({ category: code, place }) => `${category(policy, code).title[locale]} (${place})`,
          },
          { head: t("act"), cell: ({ operation }) => words(`plan.group.${operation}`) },
          { head: t("items"), numeric: true, cell: ({ items }) => items },
          { head: t("rows"), numeric: true, cell: ({ rows }) => rows },
          { head: t("becomes"), cell: ({ would }) => t(`would.${would ?? "unknown"}`) },
          { head: t("after"), cell: ({ promised }) => t(`promised.${promised}`) },
        ]}
      />
    </Section>
  )
}

const DryRunPage = async ({ params, searchParams }: Props) => {
  const [{ number }, { part: wanted }] = [await params, await searchParams]
  if (!may((await signedStaff()).actor, "request.rehearse")) missing()
  const found = await orNotFound(asStaff((ctx) => findCase(ctx, decodeURIComponent(number))))
  const part = partToShow(found, wanted)
  const rehearsal = await rehearsePart(staffHouse(), part.id)
  const t = await translator("dry-run")
  const href = `/admin/requests/${found.number}`
  const verdict = verdictOf(rehearsal)
  return (
    <>
      <BackLink href={`${href}?part=${part.id}`}>
        {(await translator("case"))("title", { number: found.number })}
      </BackLink>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {rehearsal.sources.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <Banner kind={verdict === "not" ? "fault" : "note"} title={t(verdict)}>
          {rehearsal.stop && <p>{t(`stop.${rehearsal.stop}`)}</p>}
        </Banner>
      )}
      {rehearsal.sources.map((each) => (
        <Source key={each.source} found={each} part={part} />
      ))}
      <p>
        <a href={`${href}/dry-run?part=${part.id}`}>{t("again")}</a>
      </p>
    </>
  )
}

export default DryRunPage
