import { currentLocale } from "@/app/_server/locale"
import { consentWords } from "@/lib/consents/words"
import type { InForce } from "@/lib/policy/editions"
import type { Purpose, PurposeOperation } from "@/lib/policy/schema"
import styles from "./consents.module.css"

/** What consent to these operations of a purpose means, in the very words that are kept with it; its title stands above. */
export const ConsentWords = async ({
  inForce,
  purpose,
  operations,
}: {
  inForce: InForce
  purpose: Purpose
  operations: readonly PurposeOperation["code"][]
}) => {
  const locale = await currentLocale()
  return (
    <>
      <p>{purpose.description[locale]}</p>
      <ul className={styles.events}>
        {operations.map((operation) => {
          const [, , done, recipients] = consentWords(inForce.policy, purpose.code, operation, locale) ?? []
          return (
            <li key={operation}>
              {done}
              {recipients && <p>{recipients}</p>}
            </li>
          )
        })}
      </ul>
    </>
  )
}
