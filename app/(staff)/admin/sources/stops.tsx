import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section, When } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { sourceTitle } from "@/lib/sources/map-schema"
import { type Stop, stopsNow } from "@/lib/sources/resilience/stops"
import type { SourcesPage } from "@/lib/sources/states"
import { resumeAction, stopAction } from "./actions"
import { ALL } from "./which"

const stopWords = async (page: SourcesPage) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const title = (name: string) => sourceTitle(page.inForce.dataMap, name)?.[locale] ?? name
  const said = ({ source }: Stop) =>
    source ? t("stop.stopped", { source: title(source) }) : t("stop.allStopped")
  return { t, locale, title, said }
}

/** Beside a source: that nothing is written to it now. */
export const Stopped = async ({ source, page }: { source: string; page: SourcesPage }) => {
  const [{ said }, stops] = [await stopWords(page), await asStaff(stopsNow)]
  const here = stops.find((stop) => stop.source === source || stop.source === null)
  return here ? (
    <p>
      <a href="#stops">{said(here)}</a>
    </p>
  ) : null
}

const Standing = async ({ stop, page }: { stop: Stop; page: SourcesPage }) => {
  const { locale, said } = await stopWords(page)
  return (
    <Banner kind="fault" title={said(stop)}>
      <p>{stop.reason}</p>
      <p>
        <When at={stop.at} locale={locale} as="time" />
        {stop.by && `, ${stop.by}`}
      </p>
    </Banner>
  )
}

const Lift = async ({ stops, page }: { stops: readonly Stop[]; page: SourcesPage }) => {
  const { t, title } = await stopWords(page)
  return (
    <Form action={resumeAction}>
      <Radios
        name="stop"
        label={t("stop.liftWhich")}
        options={stops.map(({ id, source }) => ({
          value: id,
          label: source ? title(source) : t("stop.all"),
        }))}
      />
      <TextArea name="lift" label={t("stop.liftReason")} rows={3} />
      <Button kind="secondary">{t("stop.lift")}</Button>
    </Form>
  )
}

/** The stops that stand, and for an administrator the way to set and to lift one. */
export const Stops = async ({ page, names }: { page: SourcesPage; names: readonly string[] }) => {
  const { t, title } = await stopWords(page)
  const [stops, able] = [await asStaff(stopsNow), may((await signedStaff()).actor, "source.stop")]
  const isStopped = (source: string | null) => stops.some((stop) => stop.source === source)
  const free = names.filter((name) => !isStopped(name))
  return (
    <Section id="stops" title={t("stop.title")}>
      <p>{t("stop.lead")}</p>
      {stops.length === 0 && <p>{t("stop.none")}</p>}
      {stops.map((stop) => (
        <Standing key={stop.id} stop={stop} page={page} />
      ))}
      {able && stops.length > 0 && <Lift stops={stops} page={page} />}
      {able && !isStopped(null) && (
        <Form action={stopAction}>
          <Radios
            name="source"
            label={t("stop.which")}
            options={[
              ...free.map((value) => ({ value, label: title(value) })),
              { value: ALL, label: t("stop.all") },
            ]}
          />
          <TextArea name="reason" label={t("stop.reason")} hint={t("stop.reasonHint")} rows={3} />
          <Button kind="grave">{t("stop.submit")}</Button>
        </Form>
      )}
    </Section>
  )
}
