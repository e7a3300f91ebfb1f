import { translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import { basis, ground, purpose, retentionRule, termOf } from "@/lib/policy/lookup"
import styles from "./policy.module.css"
import { type Reading, Sources } from "./sources"

/** Every category: what it is, for which purposes, how long it is kept. */
export const Categories = async ({ folder, locale }: Reading) => {
  const t = await translator("policy")
  const { policy } = folder
  return (
    <SummaryList
      strong="key"
      rows={policy.categories.map((entry) => ({
        id: entry.code,
        key: entry.title[locale],
        value: entry.description[locale],
        note: (
          <>
            <p>
              {t("column.why")}:{" "}
              {entry.purposes.map((code) => purpose(policy, code).title[locale]).join("; ")}
            </p>
            <p>
              {t("column.kept")}: {retentionRule(policy, entry.code).title[locale]}
            </p>
          </>
        ),
      }))}
    />
  )
}

/** Every purpose with its operations, the basis of each, and what a withdrawal takes. */
export const Purposes = async ({ folder, locale }: Reading) => {
  const [t, words] = [await translator("policy"), await translator("common")]
  const { policy, profile } = folder
  return policy.purposes.map((entry) => (
    <section key={entry.code} className={styles.purpose}>
      <h3>{entry.title[locale]}</h3>
      <p>{entry.description[locale]}</p>
      <SummaryList
        strong="key"
        rows={entry.operations.map((step) => ({
          id: step.code,
          key: words(`operation.${step.code}`),
          value: basis(profile, step.basis).title[locale],
          note: (
            <>
              <p>
                <Sources cites={step.cites} folder={folder} locale={locale} />
              </p>
              <p>
                {t("column.withdrawal")}: {step.onWithdrawal === "stop" ? t("stops") : t("letter")}
              </p>
            </>
          ),
        }))}
      />
    </section>
  ))
}

/** Every rule of retention with the grounds it rests on. */
export const Retention = ({ folder, locale }: Reading) => (
  <SummaryList
    strong="key"
    rows={folder.policy.retentionRules.map((rule) => ({
      id: rule.code,
      key: rule.title[locale],
      value: (
        <ul className={styles.grounds}>
          {rule.grounds.map((code) => {
            const entry = ground(folder, code)
            return (
              <li key={code}>
                {entry.title[locale]}
                <span className={styles.source}>
                  <Sources cites={entry.cites} folder={folder} locale={locale} />
                </span>
              </li>
            )
          })}
        </ul>
      ),
    }))}
  />
)

/** Every right with the term in which it is answered and where it comes from. */
export const Rights = async ({ folder, locale }: Reading) => {
  const [t, words] = [await translator("policy"), await translator("common")]
  return (
    <SummaryList
      strong="key"
      rows={folder.policy.rights.map((entry) => {
        const { term, cites } = termOf(folder, entry.code)
        return {
          id: entry.code,
          key: entry.title[locale],
          value: entry.description[locale],
          note: (
            <>
              <p>
                {t("column.term")}:{" "}
                {term.n === 0 ? words("term.atOnce") : words(`term.${term.unit}`, { n: term.n })}
              </p>
              <p>
                <Sources cites={[...entry.cites, ...cites]} folder={folder} locale={locale} />
              </p>
            </>
          ),
        }
      })}
    />
  )
}
