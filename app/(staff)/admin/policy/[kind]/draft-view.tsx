import { Differences } from "@/app/_records/differences"
import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { SummaryList } from "@/app/_ui/summary-list"
import { Prose, Section, When } from "@/app/_ui/text"
import type { DraftPage, OpenDraft } from "@/lib/editions/drafts-page"
import type { EditionFinding } from "@/lib/editions/findings"
import type { Fault } from "@/lib/policy/yaml-source"

/** What is wrong with the file, each with its line. */
export const Faults = async ({ faults }: { faults: readonly Fault[] }) => {
  const t = await translator("drafts")
  return (
    <Section id="faults" title={t("faults.title", { n: faults.length })}>
      <p>{t("faults.lead")}</p>
      <DataTable
        caption={t("faults.title", { n: faults.length })}
        captionHidden
        rows={faults}
        rowKey={(fault) => JSON.stringify(fault)}
        columns={[
          { head: t("faults.line"), numeric: true, tight: true, cell: ({ line }: Fault) => line },
          { head: t("faults.place"), cell: ({ path }: Fault) => <code>{path}</code> },
          { head: t("faults.reason"), cell: ({ reason }: Fault) => <span lang="en">{reason}</span> },
        ]}
      />
    </Section>
  )
}

/** What the edition would do to what is there, a sentence each. */
const Findings = async ({ findings }: { findings: readonly EditionFinding[] }) => {
  const [t, words, locale] = [
    await translator("drafts"),
    await looseTranslator("differences"),
    await currentLocale(),
  ]
  const sentence = (finding: EditionFinding) => {
    if (finding.kind === "basis") {
      const { before, after } = finding
      const operation = words(`values.${finding.operation}`) ?? finding.operation
      return t("finding.basis", {
        purpose: finding.purpose[locale],
        operation,
        before: before[locale],
        after: after[locale],
      })
    }
    if (finding.kind === "main_basis") {
      const { purpose, before, after } = finding
      return t("finding.main_basis", {
        purpose: purpose[locale],
        before: before[locale],
        after: after[locale],
      })
    }
    const title = finding.title[locale]
    if (finding.kind === "held") return t("finding.held", { title, source: finding.source[locale] })
    if (finding.kind === "right") return t("finding.right", { title, n: finding.open })
    return t(`finding.${finding.kind}`, { title })
  }
  return (
    <Section id="findings" title={t("finding.title")}>
      <Prose>
        <ul>
          {findings.map((finding) => (
            <li key={JSON.stringify(finding)}>{sentence(finding)}</li>
          ))}
        </ul>
      </Prose>
    </Section>
  )
}

/** The draft: who wrote it, what it changes and does, and under which act it is to be approved. */
export const DraftView = async ({ page, draft }: { page: DraftPage; draft: OpenDraft }) => {
  const [t, locale] = [await translator("drafts"), await currentLocale()]
  const { actBody, actNumber, actOn, effectiveOn, reason, statement, proposedAt } = draft
  const proposed =
    proposedAt && actBody && actNumber && actOn && effectiveOn
      ? [
          { key: t("propose.body"), value: actBody },
          { key: t("propose.number"), value: actNumber },
          { key: t("propose.actOn"), value: <When at={actOn} locale={locale} as="long" /> },
          { key: t("propose.effective"), value: <When at={effectiveOn} locale={locale} as="long" /> },
          ...(reason ? [{ key: t("propose.reason"), value: reason }] : []),
          ...(statement ? [{ key: t("propose.statement"), value: statement }] : []),
        ]
      : []
  return (
    <>
      <SummaryList
        rows={[
          { key: t("authors"), value: draft.authors.join(", ") },
          { key: t("editedAt"), value: <When at={draft.editedAt} locale={locale} as="time" /> },
          ...proposed,
        ]}
      />
      {draft.faults.length === 0 && (
        <Section id="differences" title={t("differences", { number: String(page.follows.number) })}>
          <Differences differences={draft.differences} />
        </Section>
      )}
      {draft.findings.length > 0 && <Findings findings={draft.findings} />}
    </>
  )
}
