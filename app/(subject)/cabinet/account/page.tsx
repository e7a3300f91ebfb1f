import type { Metadata } from "next"
import { SessionList } from "@/app/_records/session-list"
import { doneWords } from "@/app/_server/done-words"
import { translator } from "@/app/_server/locale"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { Form } from "@/app/_ui/form"
import { LinkRows, SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { localeNames, locales } from "@/lib/format/locale"
import { contactsOfAccount } from "@/lib/notices/contacts"
import { listOwnSessions } from "@/lib/people/own-sessions"
import { MOST_SESSIONS } from "@/lib/people/sessions"
import { may } from "@/lib/permissions"
import { changeLocaleAction, endSessionsAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("account"))("title"),
})

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

/** What opens the cabinet, apart from the contacts. */
const SignIn = async () => {
  const t = await translator("security")
  return (
    <Section id="sign-in" title={t("sign_in.title")}>
      <LinkRows
        rows={[
          { href: "/cabinet/account/password", title: t("password.title") },
          { href: "/cabinet/account/passkeys", title: t("passkey.title"), about: t("passkey.about") },
        ]}
      />
    </Section>
  )
}

type Props = { searchParams: Promise<{ done?: string | string[] }> }

const AccountPage = async ({ searchParams }: Props) => {
  const { actor } = await signedCustomer()
  const { done } = await searchParams
  // The account's own, whomever it acts for now.
  const { contacts, open, language } = await asSubject(async (ctx) => ({
    contacts: await contactsOfAccount(ctx, ctx.actor.accountId),
    open: await listOwnSessions(ctx),
    language: ctx.actor.locale,
  }))
  const [t, said] = [await translator("account"), await doneWords("security", done)]
  return (
    <>
      <PageTitle>{t("title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
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
      {may(actor, "password.change") && <SignIn />}
      <SessionList sessions={open} most={MOST_SESSIONS.subject} end={endSessionsAction} />
    </>
  )
}

export default AccountPage
