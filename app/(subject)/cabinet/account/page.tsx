import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { Form } from "@/app/_ui/form"
import { LinkRows, SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { localeNames, locales } from "@/lib/format/locale"
import { contactsOfAccount } from "@/lib/notices/contacts"
import { listOpenSessions } from "@/lib/people/open-sessions"
import { changeLocaleAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("account"))("title"),
})

const Sessions = async ({ open }: { open: { createdAt: Date; seenAt: Date }[] }) => {
  const [t, locale] = [await translator("account"), await currentLocale()]
  return (
    <Section id="sessions" title={t("sessions.title")}>
      <p>{t("sessions.lead")}</p>
      <SummaryList
        rows={open.map(({ createdAt, seenAt }) => ({
          id: createdAt.toISOString(),
          key: t("sessions.opened"),
          value: <When at={createdAt} locale={locale} as="time" />,
          note: (
            <>
              {t("sessions.seen")}: <When at={seenAt} locale={locale} as="time" />
            </>
          ),
        }))}
      />
      <p>{t("sessions.unknown")}</p>
    </Section>
  )
}

/** Who may act for the person, and for whom the person may act. */
const OnBehalf = async () => {
  const t = await translator("mandates")
  return (
    <Section id="on-behalf" title={t("account.title")}>
      <LinkRows
        rows={[
          { href: "/cabinet/representatives", title: t("mine.title"), about: t("account.mine") },
          { href: "/cabinet/acting", title: t("acting.title"), about: t("account.acting") },
        ]}
      />
    </Section>
  )
}

const AccountPage = async () => {
  await signedCustomer()
  // The account's own, whomever it acts for now.
  const { contacts, open, language } = await asSubject(async (ctx) => ({
    contacts: await contactsOfAccount(ctx, ctx.actor.accountId),
    open: await listOpenSessions(ctx),
    language: ctx.actor.locale,
  }))
  const t = await translator("account")
  return (
    <>
      <PageTitle>{t("title")}</PageTitle>
      <Section id="contacts" title={t("contacts.title")}>
        <SummaryList
          rows={contacts.map(({ id, kind, value }) => ({ id, key: t(`contacts.${kind}`), value }))}
        />
      </Section>
      <Section id="language" title={t("language.title")}>
        <Form action={changeLocaleAction}>
          <Radios
            name="locale"
            label={t("language.label")}
            defaultValue={language}
            options={locales.map((value) => ({
              value,
              label: <span lang={value}>{localeNames[value]}</span>,
            }))}
          />
          <Button kind="secondary">{t("language.save")}</Button>
        </Form>
      </Section>
      <Section id="policy" title={t("policy.title")}>
        <LinkRows rows={[{ href: "/cabinet/policy", title: t("policy.link"), about: t("policy.about") }]} />
      </Section>
      <OnBehalf />
      <Sessions open={open} />
    </>
  )
}

export default AccountPage
