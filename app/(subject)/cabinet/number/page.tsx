import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { CameLater, Following, NotYet } from "@/app/_records/following"
import { RecordList } from "@/app/_records/record-list"
import { SilentSources } from "@/app/_records/silent-sources"
import { WhyHeld } from "@/app/_records/why-held"
import { currentLocale, translator } from "@/app/_server/locale"
import { signedSubject } from "@/app/_server/session"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { myReading } from "@/app/(subject)/cabinet/data/my-reading"
import { OpenRequests } from "@/app/(subject)/cabinet/open-requests"
import { offeredRight } from "@/lib/policy/lookup"
import type { Category } from "@/lib/policy/schema"
import { accountFor } from "@/lib/records/account-for"
import type { Silence } from "@/lib/records/ask-sources"
import { type Counted, countPromptly } from "@/lib/records/count"
import { keptUntil } from "@/lib/records/kept-until"
import { type CategoryPage, readPromptly } from "@/lib/records/read-category"
import type { Reading } from "@/lib/records/reading"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("contact"))("number.title"),
})

/** One category others gave of this number: each place a record of its own, never whose it is. */
const Held = async ({ category: { code, title }, reading }: { category: Category; reading: Reading }) => {
  const [locale, { soon, later }, account] = [
    await currentLocale(),
    await readPromptly(reading, code),
    await accountFor(reading, code),
  ]
  const listed = (page: CategoryPage) => (
    <RecordList
      page={page}
      sight={{ full: true }}
      kept={({ recordedAt }) => keptUntil(reading, account, recordedAt, locale)}
    />
  )
  const cameLater = (page: CategoryPage) =>
    page.records.length > 0 && (
      <>
        <CameLater />
        {listed(page)}
      </>
    )
  return (
    <>
      <Section id={code} title={title[locale]}>
        {(soon.records.length > 0 || !later) && listed(soon)}
        {later && <Following later={later} waiting={null} show={cameLater} />}
      </Section>
      <WhyHeld account={account} reading={reading} />
    </>
  )
}

const Acts = async ({ reading, held }: { reading: Reading; held: readonly Category[] }) => {
  const t = await translator("contact")
  const { policy } = reading.inForce
  const given = (code: string) => offeredRight(policy, code, "contact_person") !== undefined
  const ticked = held.map(({ code }) => `category=${code}`)[0] ?? ""
  return (
    <Section id="acts" title={t("number.acts")}>
      {held.length > 0 && given("erasure") && <p>{t("number.removeAbout")}</p>}
      <Buttons>
        {held.length > 0 && given("erasure") && (
          <ButtonLink href={`/cabinet/requests/new/erasure?${ticked}`}>{t("number.remove")}</ButtonLink>
        )}
        {held.length > 0 && given("rectification") && (
          <ButtonLink kind="secondary" href={`/cabinet/requests/new/rectification?${ticked}`}>
            {t("number.correct")}
          </ButtonLink>
        )}
        {held.length === 0 && given("existence") && (
          <ButtonLink href="/cabinet/requests/new/existence">{t("number.inWriting")}</ButtonLink>
        )}
        <ButtonLink kind="secondary" href="/cabinet/requests/new">
          {t("number.other")}
        </ButtonLink>
      </Buttons>
    </Section>
  )
}

const heldIn = ({ groups }: Counted): Category[] =>
  groups.flatMap(({ categories }) => categories.map(({ category }) => category))

type Found = { held: readonly Category[]; silent: Silence[]; reading: Reading }

/** What was found of the number, or that nothing was, and what can be done about it. */
const Answer = async ({ held, silent, reading }: Found) => {
  const t = await translator("contact")
  return (
    <>
      <SilentSources silent={silent} reading={reading} again="/cabinet/number" />
      {held.length === 0 && silent.length === 0 && (
        <Section id="nothing" title={t("number.nothing")}>
          <p>{t("number.nothingAbout")}</p>
        </Section>
      )}
      {held.map((category) => (
        <Held key={category.code} category={category} reading={reading} />
      ))}
      <Acts reading={reading} held={held} />
    </>
  )
}

/** What sources hold that answered after the page went out, or that they did not. */
const Later = ({ rest, soon, reading }: { rest: Counted; soon: Counted; reading: Reading }) => {
  const known = heldIn(soon)
  const more = heldIn(rest).filter(({ code }) => !known.some((each) => each.code === code))
  const silent = [...soon.silent, ...rest.silent]
  return (
    <>
      <CameLater />
      {known.length === 0 ? (
        <Answer held={more} silent={silent} reading={reading} />
      ) : (
        <>
          <SilentSources silent={rest.silent} reading={reading} again="/cabinet/number" />
          {more.map((category) => (
            <Held key={category.code} category={category} reading={reading} />
          ))}
        </>
      )}
    </>
  )
}

/** What is held today about the number somebody came in by; the portal's own record of them is said below it. */
const NumberPage = async () => {
  if ((await signedSubject()).actor.reach !== "contact") redirect("/cabinet")
  const [t, { reading }] = [await translator("contact"), await myReading()]
  const { soon, later } = await countPromptly(reading)
  const held = heldIn(soon)
  return (
    <>
      <PageTitle lead={t("number.lead")}>{t("number.title")}</PageTitle>
      <OpenRequests />
      {(held.length > 0 || !later) && <Answer held={held} silent={soon.silent} reading={reading} />}
      {later && (
        <Following
          later={later}
          waiting={<NotYet sources={later.sources} reading={reading} again="/cabinet/number" />}
          show={(rest) => <Later rest={rest} soon={soon} reading={reading} />}
        />
      )}
      <Section id="portal" title={t("number.portal")}>
        <Prose>
          <p>{t("number.portalAbout")}</p>
        </Prose>
      </Section>
    </>
  )
}

export default NumberPage
