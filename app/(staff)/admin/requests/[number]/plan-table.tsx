import { currentLocale, translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { Section } from "@/app/_ui/text"
import { formatDateTime } from "@/lib/format/date"
import type { DraftOperation } from "@/lib/fulfilment/draft"
import type { InForce } from "@/lib/policy/editions"
import type { CasePart, CasePlan } from "@/lib/requests/case"
import { type GapRow, gapRows, type PlanRow, planRows } from "@/lib/requests/plan-rows"
import styles from "./case.module.css"

const groups = ["correct", "erase", "mask", "restrict", "unrestrict", "keep", "stop", "continue"] as const

/** What a plan does, group by group: what is touched, how much of it, on which ground and until when. */
export const PlanGroups = async ({ rows, stored }: { rows: PlanRow[]; stored: boolean }) => {
  const [t, common] = [await translator("case"), await translator("common")]
  const grounded = (group: PlanRow["act"]) => group === "keep" || group === "continue"
  return groups
    .map((group) => ({ group, rows: rows.filter(({ act }) => act === group) }))
    .filter((each) => each.rows.length > 0)
    .map(({ group, rows: inGroup }) => (
      <DataTable
        key={group}
        caption={t(`plan.group.${group}`)}
        rows={inGroup}
        rowKey={({ id }) => id}
        columns={[
          {
            head: t("plan.what"),
            rowHead: true,
            cell: (row: PlanRow) => (
              <>
                {row.what}
                {row.operations.length > 0 &&
                  `: ${row.operations.map((code) => common(`operation.${code}`)).join(", ")}`}
                {!row.sure && <div className={styles.unsure}>{t("plan.unsure")}</div>}
              </>
            ),
          },
          ...(group === "continue"
            ? []
            : [{ head: t("plan.items"), numeric: true, cell: ({ items }: PlanRow) => items }]),
          ...(grounded(group)
            ? [
                { head: t("plan.ground"), cell: ({ ground }: PlanRow) => ground },
                { head: t("plan.until"), cell: ({ until }: PlanRow) => until },
              ]
            : []),
          ...(stored && !grounded(group)
            ? [{ head: t("plan.state"), cell: ({ done }: PlanRow) => t(done ? "plan.done" : "plan.open") }]
            : []),
        ]}
      />
    ))
}

/** What of the plan no source can do by itself: which source, why, and what becomes of it once an officer has said. */
const Gaps = async ({ rows }: { rows: GapRow[] }) => {
  const t = await translator("case")
  if (rows.length === 0) return null
  return (
    <DataTable
      caption={t("plan.gap.title")}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { head: t("plan.what"), rowHead: true, cell: (row: GapRow) => <GapWhat row={row} /> },
        { head: t("plan.gap.source"), cell: ({ source }: GapRow) => source },
        { head: t("plan.gap.cause"), cell: ({ why }: GapRow) => t(`plan.gap.why.${why}`) },
        { head: t("plan.gap.words"), cell: ({ words }: GapRow) => words ?? t("plan.gap.open") },
      ]}
    />
  )
}

/** What a gap is about, in words. */
export const GapWhat = async ({ row }: { row: GapRow }) => {
  const common = await translator("common")
  const operations = row.operations.map((code) => common(`operation.${code}`)).join(", ")
  return operations ? `${row.what}: ${operations}` : row.what
}

/** Rows of a plan in the reader's language; lines of which this reader may not know the purpose are left out. */
export function rowsOf(inForce: InForce, lines: CasePlan["lines"], locale: "ky" | "ru" | "en"): PlanRow[] {
  const told = lines.filter(({ purpose, category }) => purpose !== null || category !== "")
  const unused = { place: "", beforeHash: "", planned: null, wanted: { op: "keep", category: "" } } as const
  return planRows(
    inForce,
    told.map((line): DraftOperation & { state: string } => ({ ...unused, ...line })),
    locale,
  )
}

/** The plan stored last, with what of it is done. */
export const PlanTable = async ({
  part,
  plan,
  full,
}: {
  part: CasePart
  plan: CasePlan | null
  full: boolean
}) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  if (!plan)
    return (
      <Section id="plan" title={t("plan.title")}>
        {t("plan.none")}
      </Section>
    )
  return (
    <Section
      id="plan"
      title={t("plan.title")}
      aside={t("plan.made", { version: String(plan.version), time: formatDateTime(plan.at, locale) })}
    >
      {!full && part.right === "withdrawal" && <p className={styles.meta}>{t("plan.sealed")}</p>}
      <PlanGroups rows={rowsOf(part.inForce, plan.lines, locale)} stored />
      <Gaps rows={gapRows(part.inForce, plan.gaps, locale)} />
      {plan.left && plan.gaps.length === 0 && <p className={styles.meta}>{t("plan.gap.sealed")}</p>}
    </Section>
  )
}
