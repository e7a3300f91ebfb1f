import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { loadCurrentEdition } from "@/app/_server/policy"
import { asSubject } from "@/app/_server/session"
import { Details } from "@/app/_ui/details"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { Timeline } from "@/app/_ui/timeline"
import { openTo } from "@/app/(subject)/cabinet/open-to"
import { dayIn } from "@/lib/deadlines/day"
import { formatTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { listMyViews, type SeenBy } from "@/lib/oversight/queries"
import type { Policy } from "@/lib/policy/schema"
import { groupBy } from "@/lib/sources/group"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("views"))("title"),
})

const NAMED = 6

const Seen = async ({ view, policy, locale }: { view: SeenBy; policy: Policy; locale: Locale }) => {
  const t = await translator("views")
  const titles = view.categories.map(
    (code) => policy.categories.find((each) => each.code === code)?.title[locale] ?? code,
  )
  const more = titles.length - NAMED
  return (
    <>
      <p>
        {view.request && t("forRequest", { number: view.request })}
        {view.request && view.reason && ". "}
        {view.reason && t("reason", { reason: view.reason })}
      </p>
      <p>{titles.slice(0, NAMED).join(", ")}</p>
      {more > 0 && (
        <Details summary={t("more", { n: String(more) })}>
          <p>{titles.slice(NAMED).join(", ")}</p>
        </Details>
      )}
    </>
  )
}

const ViewsPage = async () => {
  await openTo("access")
  const views = await asSubject(listMyViews)
  const [t, locale, { policy }] = [
    await translator("views"),
    await currentLocale(),
    await loadCurrentEdition(),
  ]
  const days = groupBy(views, ({ at }) => dayIn(at, policy.organisation.timezone))
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {views.length === 0 && <p>{t("none")}</p>}
      {[...days].map(([day, seen]) => (
        <Section key={day} id={`day-${day}`} title={<When at={day} locale={locale} as="long" />}>
          <Timeline
            entries={seen.map((view) => ({
              id: view.id,
              kind: "staff",
              title: t(`role.${view.role}`),
              when: <time dateTime={view.at.toISOString()}>{formatTime(view.at)}</time>,
              by: view.unit,
              children: <Seen view={view} policy={policy} locale={locale} />,
            }))}
          />
        </Section>
      ))}
    </>
  )
}

export default ViewsPage
