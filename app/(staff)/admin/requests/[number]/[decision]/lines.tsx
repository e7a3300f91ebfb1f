import { currentLocale, translator } from "@/app/_server/locale"
import { Select } from "@/app/_ui/choices"
import { Field, TextArea } from "@/app/_ui/field"
import { Icon } from "@/app/_ui/icon"
import { Section } from "@/app/_ui/text"
import { OperationCode } from "@/lib/policy/text-schema"
import type { CasePart } from "@/lib/requests/case"
import { decidedItems, keepGroundsFor } from "@/lib/requests/grounds"
import type { PlanNow } from "@/lib/requests/plan-now"
import { gapRows, type PlanRow, planRows } from "@/lib/requests/plan-rows"
import styles from "../case.module.css"
import { Fold } from "../fold"
import { GapWhat } from "../plan-table"
import { itemTitle } from "../proposal"

/** The rows of the plan that speak of an item: a category, or one operation of a purpose. */
async function plannedFor({ plan, planning }: PlanNow, item: string): Promise<PlanRow[]> {
  const [about = "", operation] = item.split("/")
  const lines = plan.operations.filter((line) =>
    operation
      ? line.purpose === about && line.operations.includes(operation)
      : line.category === about && !line.purpose,
  )
  return planRows(planning.inForce, lines, await currentLocale())
}

/** Some of it goes, and of the rest a person has to say upon what it stays. */
const isMixed = (rows: readonly PlanRow[]): boolean =>
  rows.some(({ act, sure }) => act === "keep" && !sure) && rows.some(({ act }) => act === "erase")

const Planned = async ({ rows }: { rows: PlanRow[] }) => {
  const t = await translator("case")
  return (
    <ul className={styles.planned}>
      {rows.map((row) => (
        <li key={row.id}>
          {t(`plan.group.${row.act}`)}
          {row.ground && `: ${row.ground}`}
          {row.until && ` · ${row.until}`}
        </li>
      ))}
    </ul>
  )
}

const Line = async ({ part, now, item, n }: { part: CasePart; now: PlanNow; item: string; n: number }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const rows = await plannedFor(now, item)
  const grounds = keepGroundsFor(part.inForce, part.right, OperationCode.safeParse(item.split("/")[1]).data)
  return (
    <li>
      <input type="hidden" name={`line.${n}.on`} value={item} />
      <strong>{await itemTitle(part.inForce, item, locale)}</strong>
      <Planned rows={rows} />
      {rows.some(({ sure }) => !sure) && (
        <p className={styles.unsure}>
          <Icon name="warning" /> {t("form.unsure")}
        </p>
      )}
      {grounds.length > 0 && (
        <Fold
          fields={["ground", "extent", "reason", "until"].map((field) => `line.${n}.${field}`)}
          summary={t("form.own")}
        >
          <Select
            name={`line.${n}.ground`}
            label={t("form.ground")}
            options={[
              { value: "", label: t("form.planned") },
              ...grounds.map(({ code, title }) => ({ value: code, label: title[locale] })),
            ]}
          />
          {isMixed(rows) && (
            <Select
              name={`line.${n}.extent`}
              label={t("form.extent")}
              options={[
                { value: "needed", label: t("form.extentNeeded") },
                { value: "all", label: t("form.extentAll") },
              ]}
            />
          )}
          <TextArea name={`line.${n}.reason`} label={t("form.reason")} hint={t("form.reasonHint")} rows={2} />
          <Field name={`line.${n}.until`} type="date" label={t("form.until")} optional width={10} />
        </Fold>
      )}
    </li>
  )
}

/** What no source can do by itself: for each, the officer says what becomes of it, in words the person reads. */
export const GapFields = async ({ now, lang }: { now: PlanNow; lang: string }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const rows = gapRows(now.planning.inForce, now.plan.gaps, locale)
  if (rows.length === 0) return null
  return (
    <Section id="gaps" title={t("plan.gap.title")}>
      <p>{t("form.gapLead")}</p>
      <ul className={styles.lines}>
        {rows.map((row, n) => (
          <li key={row.id}>
            <input type="hidden" name={`gap.${n}.on`} value={row.id} />
            <strong>
              <GapWhat row={row} />
            </strong>
            <p className={styles.meta}>
              {row.source}. {t(`plan.gap.why.${row.why}`)}.
            </p>
            <TextArea name={`gap.${n}.words`} label={t("form.gapWords")} rows={2} lang={lang} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Item by item, what the plan does with it and the way to keep it on another ground. */
export const Lines = async ({ part, now }: { part: CasePart; now: PlanNow }) => {
  const t = await translator("case")
  const items = decidedItems(part.scope)
  if (items.length === 0) return null
  return (
    <Section id="lines" title={t("form.lines")}>
      <ul className={styles.lines}>
        {items.map((item, n) => (
          <Line key={item} part={part} now={now} item={item} n={n} />
        ))}
      </ul>
    </Section>
  )
}
