import type { Metadata } from "next"
import { doneWords } from "@/app/_server/done-words"
import { staffHouse } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { StatusTag } from "@/app/_ui/status-tag"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { formatDate, formatTime } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { category, purpose } from "@/lib/policy/lookup"
import { factsOf, heldCategories, heldFields, stoppable } from "@/lib/sources/holdings"
import { isManual, sourceTitle } from "@/lib/sources/map-schema"
import {
  askSourceStates,
  type FactWait,
  MOST_WAITING,
  type SourceState,
  type SourcesPage,
  sourcesPage,
} from "@/lib/sources/states"
import { Fit, Misfit } from "./fit"
import { Resting } from "./resting"
import { Stopped, Stops } from "./stops"

type Props = { searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sources"))("title"),
})

const Source = async ({ state, page }: { state: SourceState; page: SourcesPage }) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const { policy, dataMap } = page.inForce
  const map = dataMap.sources[state.name]
  const facts = policy.facts.filter(({ code }) => map && factsOf(map).includes(code))
  const titles = (list: readonly { title: Record<typeof locale, string> }[]) =>
    list.map(({ title }) => title[locale]).join("; ")
  return (
    <Section id={state.name} title={sourceTitle(dataMap, state.name)?.[locale] ?? state.name}>
      <Resting source={state.name} />
      <Stopped source={state.name} page={page} />
      <Misfit source={state.name} />
      <SummaryList
        strong="key"
        rows={[
          {
            key: t("state"),
            value: (
              <StatusTag tone={state.answers ? "done" : "late"}>
                {t(state.answers ? "reachable" : "silent")}
              </StatusTag>
            ),
            note: t("asked", { time: formatTime(state.at), ms: String(state.ms) }),
          },
          { key: t("name"), value: state.name },
          ...(map
            ? [
                ...(isManual(map)
                  ? [
                      {
                        key: t("asks"),
                        value: map.respondent === "steward" ? t("stewards") : map.respondent.name[locale],
                      },
                    ]
                  : [
                      { key: t("connection"), value: map.connection },
                      { key: t("limit"), value: t("seconds", { n: String(map.limits.seconds) }) },
                    ]),
                { key: t("fields"), value: heldFields(map).length },
                {
                  key: t("categories"),
                  value: titles(heldCategories(map).map((code) => category(policy, code))),
                },
                {
                  key: t("stops"),
                  value: titles(Object.keys(stoppable(map)).map((code) => purpose(policy, code))),
                },
                { key: t("facts"), value: titles(facts) },
              ]
            : []),
          {
            key: t("map"),
            value: t("version", {
              n: String(page.map.number),
              date: formatDate(page.map.publishedAt, locale),
            }),
          },
        ]}
      />
    </Section>
  )
}

const Waits = async ({ page }: { page: SourcesPage }) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const title = (fact: string) =>
    page.inForce.policy.facts.find(({ code }) => code === fact)?.title[locale] ?? fact
  return (
    <Section title={t("waiting")}>
      <DataTable
        caption={t("waiting")}
        captionHidden
        rows={page.waits}
        rowKey={({ fact }) => fact}
        empty={t("waitingNone")}
        columns={[
          { head: t("fact"), rowHead: true, cell: ({ fact }: FactWait) => title(fact) },
          {
            head: t("many"),
            numeric: true,
            cell: ({ parts }: FactWait) => (parts > MOST_WAITING ? `${MOST_WAITING}+` : parts),
          },
          {
            head: t("checked"),
            cell: ({ checkedAt }: FactWait) =>
              checkedAt ? <When at={checkedAt} locale={locale} as="time" /> : t("never"),
          },
        ]}
      />
    </Section>
  )
}

const NotHeld = async ({ page }: { page: SourcesPage }) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const { policy, dataMap } = page.inForce
  const rows = Object.entries(dataMap.notHeld ?? {})
  if (rows.length === 0) return null
  return (
    <Section id="not-held" title={t("notHeld")}>
      <SummaryList
        strong="key"
        rows={rows.map(([code, why]) => ({
          id: code,
          key: category(policy, code).title[locale],
          value: why[locale],
        }))}
      />
    </Section>
  )
}

const AdminSourcesPage = async ({ searchParams }: Props) => {
  if (!may((await signedStaff()).actor, "sources.read")) missing()
  const page = await asStaff(sourcesPage)
  const said = await doneWords("sources", (await searchParams).done)
  const [t, states] = [
    await translator("sources"),
    await askSourceStates(staffHouse().sourcesOf(page.inForce)),
  ]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      {states.map((state) => (
        <Source key={state.name} state={state} page={page} />
      ))}
      <Fit page={page} />
      <Stops page={page} names={states.map(({ name }) => name)} />
      <Waits page={page} />
      <NotHeld page={page} />
    </>
  )
}

export default AdminSourcesPage
