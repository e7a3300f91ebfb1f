import { currentLocale, translator } from "@/app/_server/locale"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import type { Breach } from "@/lib/breaches/breach"
import { locales } from "@/lib/format/locale"
import { citationText } from "@/lib/policy/lookup"

const typeOf = ({ inForce, type }: Breach) => inForce.policy.breaches?.find(({ code }) => code === type)

/** What happened, when, how it was found and what was done. */
export const Facts = async ({ breach }: { breach: Breach }) => {
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  const type = typeOf(breach)
  const { happenedFrom, happenedTo, foundOn, story, inForce } = breach
  const cites = type?.cites.map((cite) => citationText(inForce.profile, cite, locale)).join("; ")
  return (
    <Section id="facts" title={t("facts")}>
      <SummaryList
        rows={[
          {
            key: t("fact.type"),
            value: type?.title[locale] ?? breach.type,
            note: cites && t("fact.cites", { cites }),
          },
          {
            key: t("fact.happened"),
            value: (
              <>
                <When at={happenedFrom} locale={locale} />
                {happenedTo !== happenedFrom && (
                  <>
                    {" – "}
                    <When at={happenedTo} locale={locale} />
                  </>
                )}
              </>
            ),
          },
          { key: t("fact.found"), value: <When at={foundOn} locale={locale} /> },
          { key: t("fact.what"), value: story.what },
          { key: t("fact.how"), value: story.how },
          { key: t("fact.measures"), value: story.measures },
        ]}
      />
    </Section>
  )
}

/** What the people touched are told, in the policy's words. */
export const Message = async ({ breach }: { breach: Breach }) => {
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  const type = typeOf(breach)
  if (!type) return null
  return (
    <Section id="message" title={t("message.title")}>
      <SummaryList
        rows={[
          { key: t("message.told"), value: type.told[locale] },
          { key: t("message.advice"), value: type.advice[locale] },
        ]}
      />
    </Section>
  )
}

const names = { ky: "кыргызча", ru: "русский", en: "English" } as const

/** The account for the supervising body, to be taken as a file. */
export const Account = async ({ breach }: { breach: Breach }) => {
  const t = await translator("breaches")
  const href = (as: string, lang: string) => `/api/staff/breaches/${breach.id}?as=${as}&lang=${lang}`
  return (
    <Section id="account" title={t("export.title")}>
      <p>{t("export.lead")}</p>
      <Buttons>
        {locales.map((lang) => (
          <ButtonLink key={lang} kind="secondary" href={href("pdf", lang)} download>
            {t("export.pdf", { language: names[lang] })}
          </ButtonLink>
        ))}
        <ButtonLink kind="secondary" href={href("json", "ky")} download>
          {t("export.json")}
        </ButtonLink>
      </Buttons>
    </Section>
  )
}
