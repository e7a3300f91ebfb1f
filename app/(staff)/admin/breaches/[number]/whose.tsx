import { currentLocale, translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import { Fact, Section, When } from "@/app/_ui/text"
import { type Breach, type Counted, sumOf } from "@/lib/breaches/breach"
import { recordedDays } from "@/lib/breaches/breach-file"
import type { BreachPage } from "@/lib/breaches/breach-page"
import { formatDateTime } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { sourceTitle } from "@/lib/sources/map-schema"
import { RunCounters } from "../../notices/run-counters"

const Count = async ({ breach, counted }: { breach: Breach; counted: Counted }) => {
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  const at = breach.countedAt
  return (
    <Fact
      label={t("whose.count")}
      note={
        <>
          {at && t("whose.at", { date: formatDateTime(at, locale) })}
          {Object.keys(counted).length > 1 && <> · {t("whose.twice")}</>}
        </>
      }
    >
      {formatCount(sumOf(counted), locale)}
    </Fact>
  )
}

/** Where and when is looked, and how many people that names. */
export const Whose = async ({ breach }: { breach: Breach }) => {
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  const { policy, dataMap } = breach.inForce
  const { from, to } = recordedDays(breach)
  const titles = breach.categories.map(
    (code) => policy.categories.find((each) => each.code === code)?.title[locale] ?? code,
  )
  const source = (name: string) => sourceTitle(dataMap, name)?.[locale] ?? name
  const { counted, scope } = breach
  return (
    <Section id="whose" title={t("whose.title")}>
      {counted ? <Count breach={breach} counted={counted} /> : <p>{t("whose.notYet")}</p>}
      <SummaryList
        rows={[
          {
            key: t("whose.sources"),
            value: scope.sources
              .map((name) =>
                counted ? `${source(name)}: ${formatCount(counted[name] ?? 0, locale)}` : source(name),
              )
              .join("; "),
          },
          { key: t("whose.categories"), value: titles.join("; ") },
          {
            key: t("whose.recorded"),
            value:
              from || to ? (
                <>
                  {from ? <When at={from} locale={locale} /> : "…"} –{" "}
                  {to ? <When at={to} locale={locale} /> : "…"}
                </>
              ) : (
                t("whose.any")
              ),
          },
          ...(scope.keys ? [{ key: t("whose.keys"), value: t("whose.keysYes") }] : []),
        ]}
      />
    </Section>
  )
}

/** How many were told, once notices go out. */
export const Told = async ({ page: { breach, told } }: { page: BreachPage }) => {
  const t = await translator("breaches")
  if (!told || !breach.runId) return null
  return (
    <Section
      id="notices"
      title={t("notices.title")}
      aside={<a href={`/admin/notices/${breach.runId}`}>{t("notices.all")}</a>}
    >
      <RunCounters counts={told} />
    </Section>
  )
}
