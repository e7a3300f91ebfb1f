import { translator } from "@/app/_server/locale"
import { Section } from "@/app/_ui/text"
import { LetterView } from "@/app/(subject)/_parts/letter-view"
import type { Letter } from "@/lib/letters/letter"

/** The letter as it will go, and the way to hand it in on paper. */
export const LetterText = async ({ letter, intent }: { letter: Letter; intent: string }) => {
  const t = await translator("request")
  return (
    <Section id="letter" title={t("sign.letter")}>
      <p>{t("sign.letterAbout")}</p>
      <LetterView letter={letter} />
      <p>
        {t("sign.paper")} <a href={`/api/letters/drafts/${intent}`}>{t("sign.print")}</a>
      </p>
    </Section>
  )
}
