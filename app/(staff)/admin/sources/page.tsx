import type { Metadata } from "next"
import { doneWords } from "@/app/_server/done-words"
import { staffHouse } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { category } from "@/lib/policy/lookup"
import {
  askSourceStates,
  type FactWait,
  MOST_WAITING,
  type SourcesPage,
  sourcesPage,
} from "@/lib/sources/states"
import { Fit } from "./fit"
import { Source } from "./source"
import { Stops } from "./stops"

type Props = { searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("sources"))("title"),
})

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
