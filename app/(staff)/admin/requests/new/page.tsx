import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { LinkRows } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { formatDate } from "@/lib/format/date"
import { MOST_FOUND, pseudonyms } from "@/lib/oversight/find-people"
import { shortId } from "@/lib/oversight/short-id"
import { unnamedMandatesOf } from "@/lib/people/mandates"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { offeredRight } from "@/lib/policy/lookup"
import { appealFacts } from "@/lib/requests/appeal-facts"
import { registrable, registrables } from "@/lib/requests/registrable"
import { idsIn } from "../../people/ids-in"
import { findPersonAction } from "./actions"
import { RegisterForm } from "./register-form"

const HERE = "/admin/requests/new"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("register"))("title"),
})

type Asked = Record<"found" | "person" | "right" | "appeal", string | string[] | undefined>

const Search = async () => {
  const [t, people] = [await translator("register"), await translator("people")]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Form action={findPersonAction} permalink={HERE}>
        <Field
          name="query"
          type="search"
          label={t("person")}
          hint={people("queryHint")}
          autoComplete="off"
          spellCheck={false}
          width={20}
        />
        <Button>{people("search")}</Button>
      </Form>
      <ForStateBody />
    </>
  )
}

/** Several people answer to what was typed: nothing names them here, so one is chosen by what is known of the request. */
const Found = async ({ ids }: { ids: string[] }) => {
  const [t, people, locale] = [
    await translator("register"),
    await translator("people"),
    await currentLocale(),
  ]
  const found = (await asStaff((ctx) => pseudonyms(ctx, ids))).slice(0, MOST_FOUND)
  return (
    <>
      <BackLink href={HERE}>{people("person.back")}</BackLink>
      <PageTitle lead={t("which")}>{t("title")}</PageTitle>
      {ids.length > MOST_FOUND && <Banner>{people("many", { n: String(MOST_FOUND) })}</Banner>}
      <LinkRows
        rows={found.map(({ id, since, openParts }) => ({
          href: `${HERE}?person=${id}`,
          title: people("person.title", { id: shortId(id) }),
          about: t("about", { date: formatDate(since, locale), n: openParts }),
        }))}
      />
    </>
  )
}

/** A state body asks about somebody, known to the portal or not; nothing where the policy has no ground for that. */
const ForStateBody = async ({ person }: { person?: string }) => {
  const isOffered = await asStaff(async (ctx) => {
    const { policy } = await inForceNow(ctx.db)
    return offeredRight(policy, "authority_request", "authority") !== undefined
  })
  if (!isOffered) return null
  const t = await translator("authority")
  return (
    <Section id="state-body" title={t("new.title")}>
      <p>{t(person ? "new.here" : "new.elsewhere")}</p>
      <a href={`${HERE}/authority${person ? `?person=${person}` : ""}`}>{t("new.link")}</a>
    </Section>
  )
}

const Rights = async ({ person }: { person: string }) => {
  const [t, people, locale] = [
    await translator("register"),
    await translator("people"),
    await currentLocale(),
  ]
  const offers = await asStaff(async (ctx) => registrables(await inForceNow(ctx.db)))
  return (
    <>
      <BackLink href={HERE}>{people("person.back")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(person) })} lead={t("right")}>
        {t("title")}
      </PageTitle>
      <LinkRows
        rows={offers.map(({ code, right }) => ({
          href: `${HERE}?person=${person}&right=${code}`,
          title: right.title[locale],
          about: right.description[locale],
        }))}
      />
      <ForStateBody person={person} />
    </>
  )
}

type EntryProps = { person: string; right: string; against: string | undefined }

const Entry = async ({ person, right, against }: EntryProps) => {
  const [t, people, locale] = [
    await translator("register"),
    await translator("people"),
    await currentLocale(),
  ]
  const read = asStaff(async (ctx) => {
    const inForce = await inForceNow(ctx.db)
    return {
      appeal: against ? await appealFacts(ctx, against, locale) : null,
      form: registrable(inForce, right),
      mandates: await unnamedMandatesOf(ctx, person),
      today: dayIn(ctx.now, inForce.policy.organisation.timezone),
    }
  })
  const { form, mandates, today, appeal } = await orNotFound(read)
  if (!form) missing()
  return (
    <>
      <BackLink href={`${HERE}?person=${person}`}>{t("otherRight")}</BackLink>
      <PageTitle
        caption={`${t("title")}: ${people("person.title", { id: shortId(person) })}`}
        lead={form.right.description[locale]}
      >
        {appeal ? t("against", { number: appeal.number }) : form.right.title[locale]}
      </PageTitle>
      <a href={`/admin/people/${person}`}>{people("person.toPerson")}</a>
      <Section>
        <RegisterForm person={person} form={form} mandates={mandates} today={today} appeal={appeal} />
      </Section>
    </>
  )
}

const RegisterPage = async ({ searchParams }: { searchParams: Promise<Asked> }) => {
  const { actor } = await signedStaff()
  if (!may(actor, "request.register")) missing()
  const asked = await searchParams
  const [person] = idsIn(asked.person)
  const found = idsIn(asked.found)
  if (person && typeof asked.right === "string")
    return <Entry person={person} right={asked.right} against={idsIn(asked.appeal)[0]} />
  if (person) return <Rights person={person} />
  if (found.length > 0) return <Found ids={found} />
  return <Search />
}

export default RegisterPage
