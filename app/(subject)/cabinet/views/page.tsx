import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { loadCurrentEdition } from "@/app/_server/policy"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Pagination } from "@/app/_ui/pagination"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { Timeline } from "@/app/_ui/timeline"
import { MoreSeen, NAMED } from "@/app/(subject)/_parts/more-seen"
import { openTo } from "@/app/(subject)/cabinet/open-to"
import { dayIn } from "@/lib/deadlines/day"
import { formatTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { listMyViews, type MyViews } from "@/lib/oversight/my-views"
import { seenTitles, viewSentence } from "@/lib/oversight/view-sentence"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { askerOf } from "@/lib/requests/asker"
import { wordsForm } from "@/lib/requests/words-form"
import { groupBy } from "@/lib/sources/group"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("views"))("title"),
})

type Line = { view: MyViews["seen"][number]; titles: readonly string[]; locale: Locale; mayAsk: boolean }

const Seen = async ({ view, titles, mayAsk }: Line) => {
  const t = await translator("views")
  return (
    <>
      {view.reason && <p>{t("reason", { reason: view.reason })}</p>}
      <MoreSeen titles={titles} />
      {view.question && (
        <p>
          <a href={`/cabinet/requests/${view.question}`}>{t("asked", { number: view.question })}</a>
        </p>
      )}
      {!view.question && mayAsk && (
        <p>
          <a
            href={`/cabinet/requests/new/question?view=${view.id}`}
            aria-label={t("whyAbout", { time: formatTime(view.at) })}
          >
            {t("why")}
          </a>
        </p>
      )}
    </>
  )
}

const ViewsPage = async ({ searchParams }: { searchParams: Promise<{ page?: string }> }) => {
  await openTo("access")
  const [{ page: wanted }, { actor }] = [await searchParams, await signedSubject()]
  const { seen, page, pages, mayAsk } = await asSubject(async (ctx) => ({
    ...(await listMyViews(ctx, Number(wanted ?? 1))),
    mayAsk: wordsForm(await inForceNow(ctx.db), "question", askerOf(actor)) !== null,
  }))
  const [t, locale, { policy }] = [
    await translator("views"),
    await currentLocale(),
    await loadCurrentEdition(),
  ]
  const lines = seen.map((view) => ({
    ...{ view, locale, mayAsk, titles: seenTitles(policy, view.categories, locale) },
    day: dayIn(view.at, policy.organisation.timezone),
  }))
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {lines.length === 0 && <p>{t("none")}</p>}
      {[...groupBy(lines, ({ day }) => day)].map(([day, those]) => (
        <Section key={day} id={`day-${day}`} title={<When at={day} locale={locale} as="long" />}>
          <Timeline
            entries={those.map((line) => ({
              id: line.view.id,
              kind: "staff",
              title: viewSentence(line.view, locale, line.titles.slice(0, NAMED)),
              when: <time dateTime={line.view.at.toISOString()}>{formatTime(line.view.at)}</time>,
              by: t("numbered", { n: String(line.view.number) }),
              children: <Seen {...line} />,
            }))}
          />
        </Section>
      ))}
      <Pagination page={page} pages={pages} href={(n) => `/cabinet/views?page=${n}`} />
    </>
  )
}

export default ViewsPage
