import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { asSubject } from "@/app/_server/session"
import { Prose, Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { category, grounds } from "@/lib/policy/lookup"
import { myHolds } from "@/lib/requests/holds-of"

/** The stops to erasure on the person's data, or on those categories of it; nothing where there are none. */
export const MyHolds = async ({ categories }: { categories?: readonly string[] }) => {
  const found = (await asSubject(myHolds)).filter(
    (hold) => !categories || !hold.categories || hold.categories.some((code) => categories.includes(code)),
  )
  if (found.length === 0) return null
  const [t, locale, inForce] = [await translator("holds"), await currentLocale(), await currentInForce()]
  const titleOf = (code: string) =>
    grounds(inForce).find((ground) => ground.code === code)?.title[locale] ?? code
  return (
    <Section id="holds" title={t("mine.title")}>
      <Prose>
        <p>{t("mine.about")}</p>
        <ul>
          {found.map((hold) => (
            <li key={hold.id}>
              {t("mine.line", {
                ground: titleOf(hold.ground),
                what: hold.categories
                  ? hold.categories.map((code) => category(inForce.policy, code).title[locale]).join(", ")
                  : t("all"),
                since: formatDate(hold.at, locale),
                review: formatDate(hold.reviewOn, locale),
              })}
            </li>
          ))}
        </ul>
      </Prose>
    </Section>
  )
}
