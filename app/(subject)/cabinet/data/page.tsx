import type { Metadata } from "next"
import { Following, NotYet } from "@/app/_records/following"
import { fromWords } from "@/app/_records/from"
import { SilentSources } from "@/app/_records/silent-sources"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { Details } from "@/app/_ui/details"
import { LinkRows } from "@/app/_ui/summary-list"
import { PageTitle, Prose, Section, Spoken } from "@/app/_ui/text"
import { MyHolds } from "@/app/(subject)/_parts/holds"
import { formatCount } from "@/lib/format/number"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { type Counted, countPromptly } from "@/lib/records/count"
import type { Reading } from "@/lib/records/reading"
import { askerOf } from "@/lib/requests/asker"
import { readingForm } from "@/lib/requests/prepare-reading"
import { readingRights } from "@/lib/requests/scope"
import { myReading } from "./my-reading"
import { StillRight } from "./still-right"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("data"))("title"),
})

const Categories = async ({ categories }: { categories: Counted["groups"][number]["categories"] }) => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  return (
    <LinkRows
      rows={categories.map(({ category, items, thirdPerson }) => ({
        href: `/cabinet/data/${category.code}`,
        title: category.title[locale],
        end: (
          <>
            <span aria-hidden="true">{formatCount(items, locale)}</span>
            <Spoken>{t("total", { n: items })}</Spoken>
          </>
        ),
        ...(thirdPerson ? { about: t("others") } : {}),
      }))}
    />
  )
}

const Groups = async ({ groups }: Pick<Counted, "groups">) => {
  const from = await fromWords("person")
  return groups.map(({ origin, categories }) => (
    <Section key={origin.code} id={origin.code} title={from(origin)}>
      <Categories categories={categories} />
    </Section>
  ))
}

/** What sources hold that answered after the page went out, or that they did not. */
const Later = async ({ counted, reading }: { counted: Counted; reading: Reading }) => {
  const t = await translator("data")
  const categories = counted.groups.flatMap((group) => group.categories)
  return (
    <>
      <SilentSources silent={counted.silent} reading={reading} again="/cabinet/data" />
      {categories.length > 0 && (
        <Section id="later" title={t("later.came")}>
          <Categories categories={categories} />
        </Section>
      )}
    </>
  )
}

const NotHeld = async ({ empty, notHeld }: Pick<Counted, "empty" | "notHeld">) => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  if (empty.length + notHeld.length === 0) return null
  return (
    <Details summary={t("empty.title")}>
      <p>{t("empty.text")}</p>
      <ul>
        {empty.map((category) => (
          <li key={category.code}>{category.title[locale]}</li>
        ))}
        {notHeld.map(({ category, why }) => (
          <li key={category.code}>
            {category.title[locale]}: {why[locale]}
          </li>
        ))}
      </ul>
    </Details>
  )
}

/** What is shown here can be taken along, or had as a written answer, where the policy lets the person ask for it. */
const Written = async () => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  const offered = await asSubject(async (ctx) => {
    const { policy } = await inForceNow(ctx.db)
    return readingRights.flatMap((code) => readingForm(policy, code, askerOf(ctx.actor)) ?? [])
  })
  if (offered.length === 0) return null
  return (
    <Section id="written" title={t("act.take")}>
      <ul>
        {offered.map(({ code, right }) => (
          <li key={code}>
            <a href={`/cabinet/requests/new/${code}`}>{right.title[locale]}</a>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const DataPage = async () => {
  await signedCustomer()
  const [t, given, { reading }] = [
    await translator("data"),
    await translator("disclosures"),
    await myReading(),
  ]
  const { soon: counted, later } = await countPromptly(reading)
  const isWhole = counted.silent.length === 0 && !later
  const nothing = counted.total === 0 && isWhole
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <SilentSources silent={counted.silent} reading={reading} again="/cabinet/data" />
      {nothing ? (
        <Section id="nothing" title={t("nothing.title")}>
          <Prose>
            <p>{t("nothing.text")}</p>
          </Prose>
        </Section>
      ) : (
        <Groups groups={counted.groups} />
      )}
      {later && (
        <Following
          later={later}
          waiting={<NotYet sources={later.sources} reading={reading} again="/cabinet/data" />}
          show={(rest) => <Later counted={rest} reading={reading} />}
        />
      )}
      {!nothing && <StillRight groups={counted.groups} />}
      <Written />
      <MyHolds />
      {isWhole && <NotHeld empty={counted.empty} notHeld={counted.notHeld} />}
      <p>
        <a href="/cabinet/disclosures">{given("mine.about")}</a>
      </p>
    </>
  )
}

export default DataPage
