import { currentLocale, translator } from "@/app/_server/locale"
import { Section } from "@/app/_ui/text"
import { LetterView } from "@/app/(subject)/_parts/letter-view"
import { aboutTitles } from "@/lib/requests/authority"
import type { MyPart } from "@/lib/requests/my-request"
import { isOwnClaim } from "@/lib/requests/scope"
import styles from "./request.module.css"

/** What a person asked in words, and what they were answered. */
export const InWords = async ({ part: { id, scope, inWords, inForce } }: { part: MyPart }) => {
  if (!inWords || !("about" in scope)) return null
  const [t, locale] = [await translator("request"), await currentLocale()]
  const { words, answer } = inWords
  return (
    <>
      {answer && (
        <Section id={`answer-${id}`} title={t(isOwnClaim(scope) ? "inWords.ourClaim" : "inWords.answer")}>
          <LetterView letter={answer} />
        </Section>
      )}
      {(words || scope.about.length > 0) && (
        <Section id={`asked-${id}`} title={t("inWords.asked")}>
          {scope.about.length > 0 && (
            <ul>
              {aboutTitles(inForce, scope, locale).map((title) => (
                <li key={title}>{title}</li>
              ))}
            </ul>
          )}
          {words && <p className={styles.body}>{words}</p>}
        </Section>
      )}
    </>
  )
}
