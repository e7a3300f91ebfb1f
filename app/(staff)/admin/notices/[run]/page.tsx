import type { Metadata } from "next"
import { z } from "zod"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DataTable } from "@/app/_ui/data-table"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { type RunTry, runPage } from "@/lib/runs/run-page"
import { RunCounters } from "../run-counters"
import { RunTag } from "../run-tag"
import { Post } from "./post"

type Props = {
  params: Promise<{ run: string }>
  searchParams: Promise<Partial<Record<"before" | "done", string | string[]>>>
}

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("runs"))("title"),
})

const Log = async ({ run, log, older }: { run: string; log: RunTry[]; older: number | null }) => {
  const [t, locale] = [await translator("runs"), await currentLocale()]
  return (
    <Section>
      <DataTable
        caption={t("log.title")}
        rows={log}
        rowKey={({ id }) => String(id)}
        empty={t("log.none")}
        columns={[
          {
            head: t("log.at"),
            tight: true,
            rowHead: true,
            cell: ({ at }: RunTry) => <When at={at} locale={locale} as="time" />,
          },
          { head: t("log.channel"), cell: ({ channel }: RunTry) => t(`channel.${channel}`) },
          { head: t("log.outcome"), cell: ({ outcome }: RunTry) => t(`outcome.${outcome}`) },
          { head: t("log.code"), tight: true, cell: ({ code }: RunTry) => code ?? "–" },
        ]}
      />
      {older !== null && (
        <p>
          <a href={`/admin/notices/${run}?before=${older}`}>{t("log.older")}</a>
        </p>
      )}
    </Section>
  )
}

const RunPage = async ({ params, searchParams }: Props) => {
  const [{ run: id }, { before, done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "run.read") || !z.uuid().safeParse(id).success) missing()
  const first = typeof before === "string" && /^\d{1,15}$/.test(before) ? Number(before) : null
  const { run, counts, log, older, lists } = await orNotFound(asStaff((ctx) => runPage(ctx, id, first)))
  const [t, words, locale] = [await translator("runs"), await looseTranslator("runs"), await currentLocale()]
  const said = typeof done === "string" && /^[a-z_]+$/.test(done) ? words(`done.${done}`) : null
  return (
    <>
      <BackLink href="/admin/notices">{t("back")}</BackLink>
      <PageTitle caption={<When at={run.openedAt} locale={locale} as="time" />}>
        {t(`kind.${run.kind}`)}
      </PageTitle>
      <p>
        <RunTag state={run.state} />
      </p>
      {said && <Banner kind="done" title={said} live />}
      <Section id="counts" title={t("counts.title")}>
        <RunCounters counts={counts} />
      </Section>
      {may(actor, "run.post") && <Post run={id} lists={lists} counts={counts} />}
      <Log run={id} log={log} older={older} />
    </>
  )
}

export default RunPage
