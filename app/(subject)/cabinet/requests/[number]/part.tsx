import { currentLocale, translator } from "@/app/_server/locale"
import { Details } from "@/app/_ui/details"
import { SummaryList } from "@/app/_ui/summary-list"
import { Fact, Section, When } from "@/app/_ui/text"
import { PlanView } from "@/app/(subject)/_parts/plan-view"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { formatDate } from "@/lib/format/date"
import { isOpen, type Status } from "@/lib/requests/machine"
import type { MyPart } from "@/lib/requests/my-request"
import { gapRows, planRows } from "@/lib/requests/plan-rows"
import { sweptIn } from "@/lib/requests/scope"
import styles from "./request.module.css"

/** When the answer is due, and how that day was reckoned. */
export const Due = async ({ part }: { part: MyPart }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  // Nobody waits for an answer to what nobody asked.
  if (!isOpen(part.status) || part.status === "deferred" || sweptIn(part.scope)) return null
  return (
    <div className={styles.due}>
      <Fact label={t("due.label")} note={part.extended ? t("due.extended") : undefined}>
        <When at={part.dueOn} locale={locale} as="long" />
      </Fact>
      <Details summary={t("due.how")}>
        <p>{explainDueDate(part.dueSteps, locale)}</p>
      </Details>
    </div>
  )
}

const decided: readonly Status[] = ["fulfilling", "stalled", "deferred", "fulfilled"]

/** What was asked, line by line, and how far it has come; under the right's own `title` where several are in one request. */
export const Progress = async ({ part, title }: { part: MyPart; title: string | null }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  if (!part.plan || ["refused", "lapsed"].includes(part.status)) return null
  const rows = planRows(part.inForce, part.plan.operations, locale)
  const gaps = gapRows(part.inForce, part.plan.gaps, locale)
  if (rows.length + gaps.length === 0) return null
  const key = decided.includes(part.status) ? "decided" : part.status === "cancelled" ? "cancelled" : "asked"
  return (
    <Section id={`plan-${part.id}`} title={title ?? t(`progress.${key}`)}>
      <p>{t(`progress.${key}About`)}</p>
      {part.scope.right === "restriction" && part.scope.until && (
        <p>{t("restriction.holdsUntil", { date: formatDate(part.scope.until, locale) })}</p>
      )}
      {part.correction && (
        <SummaryList
          rows={[
            { key: t("check.field"), value: part.correction.field },
            { key: t("progress.from"), value: part.correction.from },
            { key: t("correct.new"), value: part.correction.to },
          ]}
        />
      )}
      <PlanView rows={rows} gaps={gaps} />
    </Section>
  )
}
