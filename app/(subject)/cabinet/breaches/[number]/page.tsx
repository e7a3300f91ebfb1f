import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, signedSubject } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Prose, Section, When } from "@/app/_ui/text"
import { readMyBreach } from "@/lib/breaches/my-breaches"
import { offeredRight } from "@/lib/policy/lookup"
import { toldSentence } from "../told-sentence"

type Props = { params: Promise<{ number: string }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await translator("breaches"))("mine.number", { number: (await params).number }),
})

const MyBreachPage = async ({ params }: Props) => {
  const { number } = await params
  const breach = await orNotFound(asSubject((ctx) => readMyBreach(ctx, number)))
  const [t, locale, { actor }] = [await translator("breaches"), await currentLocale(), await signedSubject()]
  const { type, policy, happenedFrom, happenedTo, foundOn, categories, toldOn } = breach
  const { title, email, phone } = policy.organisation.dataProtection
  const data = categories.map(
    (code) => policy.categories.find((each) => each.code === code)?.title[locale] ?? code,
  )
  const asks = actor.reach === "full" && offeredRight(policy, "question")
  return (
    <>
      <BackLink href="/cabinet/breaches">{t("mine.back")}</BackLink>
      <PageTitle caption={t("mine.number", { number })} lead={`${toldSentence(type, locale)}.`}>
        {t("mine.short")}
      </PageTitle>
      <Section id="do" title={t("mine.do")}>
        <Prose>
          <p>{type.advice[locale]}</p>
        </Prose>
      </Section>
      <Section id="what" title={t("mine.what")}>
        <SummaryList
          rows={[
            { key: t("fact.type"), value: type.title[locale] },
            {
              key: t("fact.happened"),
              value: (
                <>
                  <When at={happenedFrom} locale={locale} as="long" />
                  {happenedTo !== happenedFrom && (
                    <>
                      {" – "}
                      <When at={happenedTo} locale={locale} as="long" />
                    </>
                  )}
                </>
              ),
            },
            { key: t("fact.found"), value: <When at={foundOn} locale={locale} as="long" /> },
            { key: t("mine.which"), value: data.join("; ") },
            ...(toldOn
              ? [{ key: t("message.told"), value: <When at={toldOn} locale={locale} as="long" /> }]
              : []),
            { key: t("mine.whom"), value: `${title[locale]}: ${phone}, ${email}` },
          ]}
        />
      </Section>
      {asks && (
        <p>
          <ButtonLink kind="secondary" href="/cabinet/requests/new/question">
            {t("mine.ask")}
          </ButtonLink>
        </p>
      )}
    </>
  )
}

export default MyBreachPage
