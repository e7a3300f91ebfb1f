import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { openQuestions } from "@/lib/consents/ask-again"

/** Says that the edition in force asks something new of the person; nothing when it does not. It stands in no way. */
export const AskedAgain = async () => {
  const { questions } = await asSubject(openQuestions)
  if (questions.length === 0) return null
  const t = await translator("consents")
  return (
    <Banner
      kind="turn"
      title={<a href="/cabinet/consents/asked">{t("asked.entry", { n: questions.length })}</a>}
    >
      <p>{t("asked.entryAbout")}</p>
    </Banner>
  )
}
