import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { Icon } from "@/app/_ui/icon"
import { operationsIn } from "@/lib/letters/phrases"
import type { GapRow, PlanRow } from "@/lib/requests/plan-rows"
import { groupBy } from "@/lib/sources/group"
import styles from "./plan.module.css"

const DONE = ["stop", "restrict", "unrestrict", "erase", "mask", "correct"] as const
type Doing = (typeof DONE)[number]

const What = async ({ row }: { row: Pick<PlanRow, "what" | "operations"> }) => {
  const locale = await currentLocale()
  return (
    <span>
      {row.what}
      {row.operations.length > 0 && (
        <span className={styles.operations}>: {operationsIn(row.operations, locale)}</span>
      )}
    </span>
  )
}

const Lines = ({ rows }: { rows: readonly PlanRow[] }) => (
  <ul className={styles.lines}>
    {rows.map((row) => (
      <li key={row.id} className={styles.line}>
        <Icon name={row.done ? "check" : "arrow"} />
        <What row={row} />
      </li>
    ))}
  </ul>
)

const Acts = async ({ rows, act, done }: { rows: readonly PlanRow[]; act: Doing; done: boolean }) => {
  const t = await translator("request")
  const mine = rows.filter((row) => row.act === act && row.done === done)
  if (mine.length === 0) return null
  return (
    <section>
      <h3>{t(`plan.${act}.${done ? "done" : "will"}`)}</h3>
      <Lines rows={mine} />
    </section>
  )
}

const sentence = (words: string) => words.charAt(0).toLocaleUpperCase() + words.slice(1)

const Grounded = async ({ rows, act }: { rows: readonly PlanRow[]; act: "continue" | "keep" }) => {
  const t = await translator("request")
  const mine = rows.filter((row) => row.act === act)
  if (mine.length === 0) return null
  const grounds = groupBy(mine, ({ ground, until }) => `${ground}|${until}`)
  return (
    <section>
      <h3>{t(`plan.${act}.title`)}</h3>
      <p>{t(`plan.${act}.about`)}</p>
      <ul className={styles.grounds}>
        {[...grounds].map(([key, [first, ...others]]) => (
          <li key={key} className={styles.ground}>
            {first?.until && <p className={styles.until}>{sentence(first.until)}</p>}
            {first?.ground && <p className={styles.why}>{t("plan.ground", { ground: first.ground })}</p>}
            <ul>
              {[first, ...others].map(
                (row) =>
                  row && (
                    <li key={row.id}>
                      <What row={row} />
                    </li>
                  ),
              )}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What was asked and no system can do by itself, with what staff said becomes of it. */
const Gaps = async ({ rows }: { rows: readonly GapRow[] }) => {
  const t = await translator("request")
  if (rows.length === 0) return null
  return (
    <section>
      <h3>{t("plan.gap.title")}</h3>
      {rows.some(({ words }) => !words) && <p>{t("plan.gap.about")}</p>}
      <ul className={styles.lines}>
        {rows.map((row) => (
          <li key={row.id} className={styles.line}>
            <Icon name="warning" />
            <div>
              <What row={row} />
              {row.words && <p className={styles.why}>{row.words}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/**
 * The plan as the person reads it: what is done, what goes on or stays, on which ground and until when. The same
 * before signing and while it is carried out; what was read again in the source is told as done.
 */
export const PlanView = async ({ rows, gaps }: { rows: readonly PlanRow[]; gaps: readonly GapRow[] }) => {
  const t = await translator("request")
  return (
    <div className={styles.groups}>
      {rows.some(({ sure }) => !sure) && <Banner>{t("plan.unsure")}</Banner>}
      {DONE.map((act) => (
        <Acts key={act} rows={rows} act={act} done />
      ))}
      {DONE.map((act) => (
        <Acts key={act} rows={rows} act={act} done={false} />
      ))}
      <Grounded rows={rows} act="continue" />
      <Grounded rows={rows} act="keep" />
      <Gaps rows={gaps} />
    </div>
  )
}
