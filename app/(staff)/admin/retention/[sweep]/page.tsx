import type { Metadata } from "next"
import { z } from "zod"
import { orNotFound } from "@/app/_records/or-not-found"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Prose, Section } from "@/app/_ui/text"
import { Standing } from "@/app/(staff)/admin/standing"
import { formatDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import type { InForce } from "@/lib/policy/editions"
import { category, retentionRule } from "@/lib/policy/lookup"
import type { Status } from "@/lib/requests/machine"
import {
  examplesOf,
  policyOf,
  progressOf,
  readSweep,
  type Sweep,
  type SweepCounts,
  type SweepProgress,
} from "@/lib/retention/sweep"
import { State } from "../state"
import { Decide } from "./decide"

type Props = { params: Promise<{ sweep: string }>; searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("retention"))("title"),
})

const Said = async ({ sweep }: { sweep: Sweep }) => {
  const t = await translator("retention")
  const { state, looked, counts } = sweep
  if (state === "searching") return <p>{t("sweep.looked", { n: looked })}</p>
  if (state === "nothing") return <p>{t("sweep.nothing", { n: looked })}</p>
  if (state === "dropped")
    return (
      <p>
        {t("sweep.dropped")} {sweep.decidedBy}: {sweep.reason}
      </p>
    )
  return <p>{t("sweep.found", { people: counts?.people ?? 0 })}</p>
}

type Counted = { code: string; people: number; items: number }

const Counts = async ({ counts, held }: { counts: SweepCounts; held: InForce }) => {
  const [t, locale] = [await translator("retention"), await currentLocale()]
  const { policy } = held
  const rows = policy.categories.flatMap(({ code }): Counted[] => {
    const found = counts.categories[code]
    return found ? [{ code, ...found }] : []
  })
  return (
    <DataTable
      caption={t("counts.title")}
      rows={rows}
      rowKey={({ code }) => code}
      columns={[
        {
          head: t("counts.category"),
          rowHead: true,
          cell: ({ code }: Counted) => category(policy, code).title[locale],
        },
        { head: t("counts.rule"), cell: ({ code }: Counted) => retentionRule(policy, code).title[locale] },
        {
          head: t("counts.people"),
          numeric: true,
          cell: ({ people }: Counted) => formatCount(people, locale),
        },
        { head: t("counts.items"), numeric: true, cell: ({ items }: Counted) => formatCount(items, locale) },
      ]}
    />
  )
}

const Examples = async ({ people }: { people: string[] }) => {
  const t = await translator("retention")
  if (people.length === 0) return null
  return (
    <Section id="examples" title={t("examples.title")}>
      <p>{t("examples.lead")}</p>
      <Prose>
        <ul>
          {people.map((id) => (
            <li key={id}>
              <a href={`/admin/people/${id}`}>{t("examples.person", { id: shortId(id) })}</a>
            </li>
          ))}
        </ul>
      </Prose>
    </Section>
  )
}

const Progress = async ({ sweep, progress }: { sweep: Sweep; progress: SweepProgress }) => {
  const [t, locale] = [await translator("retention"), await currentLocale()]
  const { toCome, left, parts, changed } = progress
  return (
    <Section id="progress" title={t("progress.title")}>
      <p>
        {t("progress.decided", {
          name: sweep.decidedBy ?? "",
          date: sweep.decidedAt ? formatDate(sweep.decidedAt, locale) : "",
        })}
      </p>
      <SummaryList
        rows={[
          ...(toCome > 0 ? [{ key: t("progress.toCome"), value: toCome }] : []),
          ...parts.map(({ status, people }) => ({
            id: status,
            key: <Standing status={status as Status} />,
            value: people,
          })),
          ...left.map(({ why, people }) => ({ key: t(`progress.left.${why}`), value: people })),
          ...(changed.length > 0
            ? [
                {
                  key: t("progress.changed"),
                  value: changed.map((number) => (
                    <p key={number}>
                      <a href={`/admin/requests/${number}`}>№ {number}</a>
                    </p>
                  )),
                },
              ]
            : []),
        ]}
      />
    </Section>
  )
}

const SweepPage = async ({ params, searchParams }: Props) => {
  const [{ sweep: id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "sweep.read") || !z.uuid().safeParse(id).success) missing()
  const { sweep, held, progress, people } = await orNotFound(
    asStaff(async (ctx) => ({
      sweep: await readSweep(ctx, id),
      held: await policyOf(ctx, id),
      progress: await progressOf(ctx, id),
      people: await examplesOf(ctx, id),
    })),
  )
  const [t, locale, said] = [
    await translator("retention"),
    await currentLocale(),
    await doneWords("retention", done),
  ]
  const isOpen = sweep.state === "found" || sweep.state === "proposed"
  const isDecided = sweep.state === "approved" || sweep.state === "carried"
  return (
    <>
      <BackLink href="/admin/retention">{t("title")}</BackLink>
      <PageTitle>{t("sweep.title", { date: formatDate(sweep.asOf, locale) })}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <p>
        <State state={sweep.state} />
      </p>
      <Said sweep={sweep} />
      {isDecided && <Progress sweep={sweep} progress={progress} />}
      {sweep.counts && sweep.counts.people > 0 && sweep.state !== "dropped" && (
        <Counts counts={sweep.counts} held={held} />
      )}
      {isOpen && <Examples people={people} />}
      <Decide sweep={sweep} />
    </>
  )
}

export default SweepPage
