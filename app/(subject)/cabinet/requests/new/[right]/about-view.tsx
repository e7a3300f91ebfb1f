import { currentLocale, translator } from "@/app/_server/locale"
import { loadCurrentEdition } from "@/app/_server/policy"
import { Checkboxes } from "@/app/_ui/choices"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { MoreSeen, NAMED } from "@/app/(subject)/_parts/more-seen"
import type { SeenBy } from "@/lib/oversight/my-views"
import { seenTitles, viewSentence } from "@/lib/oversight/view-sentence"

/** Above the form of a question: the view of the person's data that it is about. */
export const AboutView = async ({ seen }: { seen: SeenBy }) => {
  const [t, locale, { policy }] = [
    await translator("views"),
    await currentLocale(),
    await loadCurrentEdition(),
  ]
  const titles = seenTitles(policy, seen.categories, locale)
  return (
    <>
      <BackLink href="/cabinet/views">{t("title")}</BackLink>
      <PageTitle lead={t("question.clock")}>{t("question.title")}</PageTitle>
      <Section id="view" title={t("question.about")}>
        <p>
          <When at={seen.at} locale={locale} as="time" />
        </p>
        <p>{viewSentence(seen, locale, titles.slice(0, NAMED))}</p>
        <MoreSeen titles={titles} />
        {seen.reason && <p>{t("reason", { reason: seen.reason })}</p>}
      </Section>
    </>
  )
}

/** Unit and role are told; a name on a reasoned request (rule 20). */
export const AskName = async ({ ticked }: { ticked: boolean }) => {
  const t = await translator("views")
  return (
    <Checkboxes
      name="named"
      label={t("question.named")}
      hint={t("question.namedHint")}
      options={[{ value: "1", label: t("question.namedOption") }]}
      defaultValues={ticked ? ["1"] : []}
      optional
    />
  )
}
