import { currentLocale, translator } from "@/app/_server/locale"
import { Section } from "@/app/_ui/text"
import type { Keeping } from "@/lib/fulfilment/keeping"
import { citationsText } from "@/lib/policy/lookup"
import type { Account } from "@/lib/records/account-for"
import { keepingSentence } from "@/lib/records/keeping-sentence"
import type { Reading } from "@/lib/records/reading"
import styles from "./records.module.css"

const Keep = async ({ keeping, reading }: { keeping: Keeping; reading: Reading }) => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  return (
    <li>
      {keepingSentence(reading.inForce, keeping, locale)}
      <span className={styles.note}>
        {citationsText(reading.inForce.profile, keeping.ground.cites, locale)}
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
              {citationsText(profile, purpose.cites, locale)}
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
        {account.given && <p>{t(`why.given.${account.given}`)}</p>}
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
            {citationsText(reading.inForce.profile, account.rule.cites, locale)}
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
