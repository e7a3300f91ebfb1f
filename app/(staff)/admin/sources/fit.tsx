import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { StatusTag } from "@/app/_ui/status-tag"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { comparable, type SourceCheck, sourceChecksNow } from "@/lib/sources/drift/kept"
import { sentenceOf } from "@/lib/sources/drift/sentences"
import { sourceTitle } from "@/lib/sources/map-schema"
import type { SourcesPage } from "@/lib/sources/states"
import { checkAction } from "./actions"
import styles from "./fit.module.css"

/** Beside a source: that something in it and the data map do not agree. */
export const Misfit = async ({ source }: { source: string }) => {
  const [t, checks] = [await translator("sources"), await asStaff(sourceChecksNow)]
  const count = checks.get(source)?.findings.length ?? 0
  return count === 0 ? null : (
    <p>
      <a href="#fit">{t("fit.misfits", { n: count })}</a>
    </p>
  )
}

const Result = async ({ check }: { check: SourceCheck | undefined }) => {
  const t = await translator("sources")
  const count = check?.findings.length ?? 0
  if (!check) return <StatusTag tone="quiet">{t("fit.never")}</StatusTag>
  if (count > 0) return <StatusTag tone="late">{t("fit.misfits", { n: count })}</StatusTag>
  if (!check.reached) return <StatusTag tone="quiet">{t("fit.unreached")}</StatusTag>
  return <StatusTag tone="done">{t("fit.fits")}</StatusTag>
}

const Findings = async ({ findings }: Pick<SourceCheck, "findings">) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  if (findings.length === 0) return null
  return (
    <ul className={styles.findings}>
      {findings.map(({ id, at, drift, reason, since }) => (
        <li key={id}>
          {drift ? sentenceOf(drift)[locale] : <span lang="en">{reason}</span>}
          <span className={styles.beside}>
            {t("fit.since")} <When at={since} locale={locale} />
            {at !== "" && ` · ${t("fit.at", { at })}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

const Compared = async ({ checkedAt, reached, findings }: SourceCheck) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  return (
    <>
      {t("fit.checked")} <When at={checkedAt} locale={locale} as="time" />
      {!reached && findings.length > 0 && `. ${t("fit.unreached")}`}
    </>
  )
}

/** Whether each source fits its part of the data map, what does not and since when, and the way to have it looked at now. */
export const Fit = async ({ page }: { page: SourcesPage }) => {
  const [t, locale] = [await translator("sources"), await currentLocale()]
  const [checks, able] = [await asStaff(sourceChecksNow), may((await signedStaff()).actor, "source.check")]
  const { dataMap } = page.inForce
  return (
    <Section id="fit" title={t("fit.title")}>
      <p>{t("fit.lead")}</p>
      <SummaryList
        strong="key"
        rows={comparable(dataMap).map((source) => {
          const check = checks.get(source)
          return {
            id: `fit-${source}`,
            key: sourceTitle(dataMap, source)?.[locale] ?? source,
            value: (
              <>
                <Result check={check} />
                {check && <Findings findings={check.findings} />}
              </>
            ),
            ...(check ? { note: <Compared {...check} /> } : {}),
          }
        })}
      />
      {able && (
        <Form action={checkAction}>
          <Button kind="secondary">{t("fit.check")}</Button>
        </Form>
      )}
    </Section>
  )
}
