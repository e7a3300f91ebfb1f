import { taskWords } from "@/app/_records/task-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Radios } from "@/app/_ui/choices"
import { Field, FileField, TextArea } from "@/app/_ui/field"
import { SummaryList, type SummaryRow } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import type { Day } from "@/lib/deadlines/day"
import { formatLongDate } from "@/lib/format/date"
import type { Policy } from "@/lib/policy/schema"
import { ANSWERS, type Line } from "@/lib/sources/manual/desk"
import type { ManualMap } from "@/lib/sources/manual/map"
import type { Told } from "@/lib/tasks/task"
import styles from "./records.module.css"

type Props = { policy: Policy; map: ManualMap; lines: readonly Line[]; told: Told }
type AboutProps = Pick<Props, "policy" | "told"> & { dueOn: Day; more?: readonly SummaryRow[] }

/** By what the person is found, and until when an answer is awaited: nothing else of them is said. `more`: of the task. */
export const TaskAbout = async ({ policy, told, dueOn, more = [] }: AboutProps) => {
  const [t, locale, words] = [await translator("tasks"), await currentLocale(), await taskWords(policy)]
  return (
    <SummaryList
      rows={[
        ...told.shown.map((known) => ({ key: words.kind(known.kind), value: words.known(known) })),
        { key: t("due"), value: formatLongDate(dueOn, locale) },
        ...more,
      ]}
    />
  )
}

/** The fields of an answer, line by line: what became of each, how much of it, and why not where it cannot be. */
export const TaskFields = async ({ policy, map, lines, told }: Props) => {
  const [t, locale, words] = [await translator("tasks"), await currentLocale(), await taskWords(policy)]
  const grounds = map.exceptions.map((code) => ({
    value: code,
    label: policy.grounds.find((each) => each.code === code)?.title[locale] ?? code,
  }))
  return (
    <>
      {lines.map((line, i) => {
        const value = words.value(line, told)
        return (
          <div key={line.mark} className={styles.task}>
            <Section id={`line-${i}`} title={`${words.does(line)}: ${words.what(line)}`}>
              <p>{t("fields", { fields: words.fields(line) })}</p>
              {value !== null && <p>{t("value", { value })}</p>}
              <Radios
                name={`answer.${i}`}
                label={t("answer.label")}
                options={ANSWERS.map((each) => ({ value: each, label: t(`choice.${each}`) }))}
              />
              {line.op === "erase" && (
                <div className={styles.ifDone}>
                  <Field
                    name={`count.${i}`}
                    label={t("count")}
                    hint={t("countHint")}
                    inputMode="numeric"
                    width={4}
                  />
                </div>
              )}
              <div className={styles.ifNot}>
                <Radios name={`ground.${i}`} label={t("ground")} hint={t("groundHint")} options={grounds} />
              </div>
              <TextArea name={`words.${i}`} label={t("words")} hint={t("wordsHint")} rows={2} optional />
            </Section>
          </div>
        )
      })}
      <Field name="by" label={t("by")} hint={t("byHint")} />
      <FileField name="evidence" label={t("evidence")} hint={t("evidenceHint")} optional />
    </>
  )
}
