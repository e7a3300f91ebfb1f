import { currentLocale, translator } from "@/app/_server/locale"
import { localeNames, locales } from "@/lib/format/locale"
import styles from "./shell.module.css"

/** The portal's languages, each by its own name. Plain links to /locale, which comes back to the same page. */
export const LanguageSwitch = async () => {
  const [here, t] = [await currentLocale(), await translator("shell")]
  return (
    <nav aria-label={t("language")} className={styles.languages}>
      <ul>
        {locales.map((locale) => (
          <li key={locale}>
            {locale === here ? (
              <span lang={locale} aria-current="true" className={styles.languageHere}>
                {localeNames[locale]}
              </span>
            ) : (
              <a href={`/locale?to=${locale}`} lang={locale} hrefLang={locale} rel="alternate nofollow">
                {localeNames[locale]}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}
