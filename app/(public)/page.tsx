import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce, loadCurrentEdition } from "@/app/_server/policy"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { Icon, type IconName } from "@/app/_ui/icon"
import { LinkRows } from "@/app/_ui/summary-list"
import { Fact, PageTitle, Prose, Section, When } from "@/app/_ui/text"
import { knownBy } from "@/lib/sources/map-schema"
import { answeredBy } from "./answered-by"
import { ContactLink } from "./contact-link"
import styles from "./start.module.css"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("start"))("title"),
})

const Verbs = async () => {
  const t = await translator("start")
  const rows = [
    { href: "/cabinet/data", title: t("verbs.see"), about: t("verbs.seeAbout") },
    {
      href: "/cabinet/requests/new/rectification",
      title: t("verbs.correct"),
      about: t("verbs.correctAbout"),
    },
    { href: "/cabinet/consents", title: t("verbs.withdraw"), about: t("verbs.withdrawAbout") },
    { href: "/cabinet/requests/new/erasure", title: t("verbs.erase"), about: t("verbs.eraseAbout") },
  ]
  return (
    <Section id="verbs" title={t("verbs.title")}>
      <LinkRows rows={rows} />
    </Section>
  )
}

const WhenAnswered = async () => {
  const [t, term, locale] = [await translator("start"), await translator("common"), await currentLocale()]
  const { on, term: legal } = answeredBy(await currentInForce(), new Date())
  return (
    <Section id="when" title={t("when.title")}>
      <Fact
        label={t("when.today")}
        note={t("when.rule", { term: term(`term.${legal.unit}`, { n: legal.n }) })}
      >
        <When at={on} locale={locale} />
      </Fact>
      <Prose>
        <ul>
          <li>{t("when.see")}</li>
          <li>{t("when.stop")}</li>
        </ul>
      </Prose>
    </Section>
  )
}

const ways: Record<string, IconName> = { phone: "phone", visit: "people", letter: "file", email: "inbox" }

const Offline = async () => {
  const [t, locale, { policy }] = [
    await translator("start"),
    await currentLocale(),
    await loadCurrentEdition(),
  ]
  return (
    <Section id="offline" title={t("offline.title")}>
      <Prose>
        <p>{t("offline.text")}</p>
      </Prose>
      <ul className={styles.ways}>
        {policy.organisation.contacts.map(({ kind, value }) => {
          const icon = ways[kind]
          return icon ? (
            <li key={`${kind} ${value.en}`}>
              <Icon name={icon} />
              <span>{value[locale]}</span>
            </li>
          ) : null
        })}
      </ul>
    </Section>
  )
}

const StartPage = async () => {
  const [t, shell, locale] = [await translator("start"), await translator("shell"), await currentLocale()]
  const [{ policy }, { dataMap }] = [await loadCurrentEdition(), await currentInForce()]
  return (
    <>
      <PageTitle lead={t("lead", { organisation: policy.organisation.shortName[locale] })}>
        {t("title")}
      </PageTitle>
      <Buttons>
        <ButtonLink href="/sign-in">{shell("signIn")}</ButtonLink>
        <ButtonLink href="/sign-up" kind="secondary">
          {t("firstTime")}
        </ButtonLink>
      </Buttons>
      <Verbs />
      <WhenAnswered />
      <Section id="need" title={t("need.title")}>
        <Prose>
          <ul>
            <li>{t("need.account")}</li>
            {knownBy(dataMap).has("pin") && <li>{t("need.firstPin")}</li>}
            <li>{t("need.first")}</li>
          </ul>
          <ContactLink />
        </Prose>
      </Section>
      <Offline />
    </>
  )
}

export default StartPage
