import type { Metadata } from "next"
import { redirect } from "next/navigation"
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
import { countRecords } from "@/lib/records/count"
import { keptUntil } from "@/lib/records/kept-until"
import { readCategory } from "@/lib/records/read-category"
import type { Reading } from "@/lib/records/reading"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("contact"))("number.title"),
})

/** One category others gave of this number: each place a record of its own, never whose it is. */
const Held = async ({ category, reading }: { category: Category; reading: Reading }) => {
  const [locale, page, account] = [
    await currentLocale(),
    await readCategory(reading, category.code),
    await accountFor(reading, category.code),
  ]
  return (
    <>
      <Section id={category.code} title={category.title[locale]}>
        <RecordList
          page={page}
          sight={{ full: true }}
          kept={({ recordedAt }) => keptUntil(reading, account, recordedAt, locale)}
        />
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

/** What is held today about the number somebody came in by; the portal's own record of them is said below it. */
const NumberPage = async () => {
  if ((await signedSubject()).actor.reach !== "contact") redirect("/cabinet")
  const [t, { reading }] = [await translator("contact"), await myReading()]
  const counted = await countRecords(reading)
  const held = counted.groups.flatMap(({ categories }) => categories.map(({ category }) => category))
  return (
    <>
      <PageTitle lead={t("number.lead")}>{t("number.title")}</PageTitle>
      <OpenRequests />
      <SilentSources silent={counted.silent} reading={reading} again="/cabinet/number" />
      {held.length === 0 && counted.silent.length === 0 && (
        <Section id="nothing" title={t("number.nothing")}>
          <p>{t("number.nothingAbout")}</p>
        </Section>
      )}
      {held.map((category) => (
        <Held key={category.code} category={category} reading={reading} />
      ))}
      <Acts reading={reading} held={held} />
      <Section id="portal" title={t("number.portal")}>
        <Prose>
          <p>{t("number.portalAbout")}</p>
        </Prose>
      </Section>
    </>
  )
}

export default NumberPage
