import { translator } from "@/app/_server/locale"
import { LiveText } from "@/app/_ui/live-text"
import { Section } from "@/app/_ui/text"
import type { Steps } from "@/lib/fulfilment/steps"
import { stepsText } from "./steps-text"

type Props = { part: string; steps: Steps; href: string }

/** How far a part is while it is carried out: by itself while the page is open, by a link without script. */
export const UnderWay = async ({ part, steps, href }: Props) => {
  const t = await translator("steps")
  return (
    <Section id={`steps-${part}`} title={t("title")}>
      <LiveText from={`/api/progress/${part}`}>{await stepsText(steps)}</LiveText>
      <p>{t("leave")}</p>
      <p>
        <a href={href}>{t("look")}</a>
      </p>
    </Section>
  )
}
