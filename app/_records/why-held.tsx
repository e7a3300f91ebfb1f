import { currentLocale, translator } from "@/app/_server/locale"
import { Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import type { Keeping } from "@/lib/fulfilment/keeping"
import { citationText } from "@/lib/policy/lookup"
import type { Account } from "@/lib/records/account-for"
import type { Reading } from "@/lib/records/reading"
import styles from "./records.module.css"

const periodOf = (period: string): { n: number; unit: "Y" | "M" | "D" } => {
  const [, n = "0", unit = "D"] = /^P(\d+)([YMD])$/.exec(period) ?? []
  return { n: Number(n), unit: unit === "Y" || unit === "M" ? unit : "D" }
}

const Keep = async ({ keeping, reading }: { keeping: Keeping; reading: Reading }) => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  const { policy, profile } = reading.inForce
  const ground = keeping.ground.title[locale]
  const factTitle = policy.facts.find(({ code }) => code === keeping.untilFact)?.title[locale]
  const until = keeping.ground.until
  const sentence = () => {
    if (keeping.untilOn) return t("why.untilDay", { date: formatDate(keeping.untilOn, locale), ground })
    if (!factTitle) return t("why.untilClosed", { ground })
    if (keeping.plus) {
      const { n, unit } = periodOf(keeping.plus)
      return t("why.afterFact", { period: t(`period.${unit}`, { n }), fact: factTitle, ground })
    }
    const ends = until && "is" in until && !until.is
    return t(ends ? "why.whileFact" : "why.untilFact", { fact: factTitle, ground })
  }
  return (
    <li>
      {sentence()}
      <span className={styles.note}>
        {keeping.ground.cites.map((cite) => citationText(profile, cite, locale)).join("; ")}
        {!keeping.sure && ` · ${t("why.unsure")}`}
      </span>
    </li>
  )
}

const Purposes = async ({ account, reading }: { account: Account; reading: Reading }) => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  const { profile } = reading.inForce
  return (
    <>
      <h3>{t("why.purposes")}</h3>
      <ul className={styles.lines}>
        {account.purposes.map(({ purpose, basis }) => (
          <li key={purpose.code}>
            {purpose.title[locale]}
            <span className={styles.note}>
              {t("why.basis", { basis: basis.title[locale] })};{" "}
              {purpose.cites.map((cite) => citationText(profile, cite, locale)).join("; ")}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Why a category is held, on what basis, who may receive it, and how long it is kept as things stand today. */
export const WhyHeld = async ({ account, reading }: { account: Account; reading: Reading }) => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  return (
    <Section id="why" title={t("why.title")}>
      <div className={styles.why}>
        <Purposes account={account} reading={reading} />
        <h3>{t("why.recipients")}</h3>
        {account.recipients.length === 0 ? (
          <p>{t("why.nobody")}</p>
        ) : (
          <ul className={styles.lines}>
            {account.recipients.map((each) => (
              <li key={each.code}>
                {each.title[locale]}
                {each.description && <span className={styles.note}>{each.description[locale]}</span>}
              </li>
            ))}
          </ul>
        )}
        <h3>{t("why.kept")}</h3>
        <p>
          {account.rule.title[locale]}
          <span className={styles.note}>
            {account.rule.cites.map((cite) => citationText(reading.inForce.profile, cite, locale)).join("; ")}
          </span>
        </p>
        <h3>{t("why.today")}</h3>
        {account.keepings.length === 0 ? (
          <p>{t("why.free")}</p>
        ) : (
          <ul className={styles.lines}>
            {account.keepings.map((keeping) => (
              <Keep key={keeping.ground.code} keeping={keeping} reading={reading} />
            ))}
          </ul>
        )}
      </div>
    </Section>
  )
}
