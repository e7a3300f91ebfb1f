import { currentLocale, translator } from "@/app/_server/locale"
import { StatusTag } from "@/app/_ui/status-tag"
import { SummaryList, type SummaryRow } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import { formatDate, formatTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { category, purpose } from "@/lib/policy/lookup"
import type { Policy } from "@/lib/policy/schema"
import { lastFailureOf } from "@/lib/records/ask-sources"
import { factsOf, heldCategories, heldFields, stoppable } from "@/lib/sources/holdings"
import type { ManualMap } from "@/lib/sources/manual/map"
import { isManual, type SystemMap, sourceTitle } from "@/lib/sources/map-schema"
import type { SourceState, SourcesPage } from "@/lib/sources/states"
import { Misfit } from "./fit"
import { Resting } from "./resting"
import { Stopped } from "./stops"

type Rows = readonly SummaryRow[]

/** What is said of a source that people keep: who does what is asked, and by when. */
async function rowsByHand({ respondent, answerWithin, remindAfter }: ManualMap): Promise<Rows> {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  return [
    { key: t("asks"), value: respondent === "steward" ? t("stewards") : respondent.name[locale] },
    { key: t("answer"), value: t("days", { n: answerWithin, remind: remindAfter }) },
  ]
}

/** What is said of a system: where it is, how long it may take, what it can stop and tell. */
async function rowsOfSystem(map: SystemMap, policy: Policy): Promise<Rows> {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const facts = policy.facts.filter(({ code }) => factsOf(map).includes(code))
  const stops = Object.keys(stoppable(map)).map((code) => purpose(policy, code))
  return [
    { key: t("connection"), value: map.connection },
    { key: t("limit"), value: t("seconds", { n: String(map.limits.seconds) }) },
    { key: t("stops"), value: listed(stops, locale) },
    { key: t("facts"), value: listed(facts, locale) },
  ]
}

/** What it failed with just now or else, as its sign of life does not tell it, when a person's data were last read. */
async function rowsOfFailure({ name, at: now, failure }: SourceState): Promise<Rows> {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const last = failure === null ? lastFailureOf(name) : { at: now, sentence: failure }
  if (!last) return []
  const { at, sentence } = last
  return [
    {
      key: t("failure"),
      value: <span lang="en">{sentence}</span>,
      note: <When at={at} locale={locale} as="time" />,
    },
  ]
}

const listed = (all: readonly { title: Record<Locale, string> }[], locale: Locale): string =>
  all.map(({ title }) => title[locale]).join("; ")

const Answering = async ({ state }: { state: SourceState }) => {
  const t = await translator("sources")
  return (
    <StatusTag tone={state.answers ? "done" : "late"}>{t(state.answers ? "reachable" : "silent")}</StatusTag>
  )
}

/** One source: whether it answers or who is asked, and what it holds by the data map. */
export const Source = async ({ state, page }: { state: SourceState; page: SourcesPage }) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const { policy, dataMap } = page.inForce
  const map = dataMap.sources[state.name]
  const kept = map && isManual(map)
  const asked = t("asked", { time: formatTime(state.at), ms: String(state.ms) })
  const held = map ? heldCategories(map).map((code) => category(policy, code)) : []
  const { number, publishedAt } = page.map
  return (
    <Section id={state.name} title={sourceTitle(dataMap, state.name)?.[locale] ?? state.name}>
      <Resting source={state.name} />
      <Stopped source={state.name} page={page} />
      <Misfit source={state.name} />
      <SummaryList
        strong="key"
        rows={[
          ...(kept ? [] : [{ key: t("state"), value: <Answering state={state} />, note: asked }]),
          ...(await rowsOfFailure(state)),
          { key: t("name"), value: state.name },
          ...(map
            ? [
                { key: t("fields"), value: heldFields(map).length },
                { key: t("categories"), value: listed(held, locale) },
                ...(isManual(map) ? await rowsByHand(map) : await rowsOfSystem(map, policy)),
              ]
            : []),
          {
            key: t("map"),
            value: t("version", { n: String(number), date: formatDate(publishedAt, locale) }),
          },
        ]}
      />
    </Section>
  )
}
