import type { Metadata } from "next"
import { CameLater, Following, NotYet } from "@/app/_records/following"
import { orNotFound } from "@/app/_records/or-not-found"
import { RecordList } from "@/app/_records/record-list"
import { SilentSources } from "@/app/_records/silent-sources"
import { WhyHeld } from "@/app/_records/why-held"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { Pagination } from "@/app/_ui/pagination"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { MyHolds } from "@/app/(subject)/_parts/holds"
import { formatDate, formatTime } from "@/lib/format/date"
import { type Account, accountPromptly } from "@/lib/records/account-for"
import type { Prompt } from "@/lib/records/ask-sources"
import { keptUntil } from "@/lib/records/kept-until"
import { type CategoryPage, readPromptly } from "@/lib/records/read-category"
import type { Reading } from "@/lib/records/reading"
import { removalsIn } from "@/lib/records/removals"
import { myReading } from "../my-reading"
import { IsItRight } from "../still-right"

type Props = {
  params: Promise<{ category: string }>
  searchParams: Promise<{ page?: string; done?: string }>
}

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const [{ category }, { reading }, locale] = [await params, await myReading(), await currentLocale()]
  return {
    title: reading.inForce.policy.categories.find(({ code }) => code === category)?.title[locale] ?? "",
  }
}

/** Whether values are hidden now, and the way to see them. */
const Veil = async ({ page, fullUntil }: { page: CategoryPage; fullUntil: Date | null }) => {
  const t = await translator("data")
  const scans = page.records.some(({ items }) =>
    items.some(({ type }) => type === "image" || type === "document"),
  )
  if ((page.category.sensitivity === "ordinary" && !scans) || page.records.length === 0) return null
  if (fullUntil) return <Banner>{t("masked.open", { time: formatTime(fullUntil) })}</Banner>
  const back = `/cabinet/data/${page.category.code}${page.page > 1 ? `?page=${page.page}` : ""}`
  return (
    <Banner>
      <p>{t("masked.text")}</p>
      <ButtonLink kind="secondary" href={`/cabinet/data/reveal?back=${encodeURIComponent(back)}`}>
        {t("masked.act")}
      </ButtonLink>
    </Banner>
  )
}

const Acts = async ({ category }: { category: string }) => {
  const t = await translator("data")
  return (
    <Section id="acts" title={t("act.title")}>
      <Buttons>
        <ButtonLink kind="secondary" href={`/cabinet/requests/new/rectification?category=${category}`}>
          {t("act.correct")}
        </ButtonLink>
        <ButtonLink kind="secondary" href={`/cabinet/requests/new/erasure?category=${category}`}>
          {t("act.erase")}
        </ButtonLink>
      </Buttons>
    </Section>
  )
}

/** Contacts who had themselves removed: that it was so, and when. */
const Removed = async ({ category }: { category: string }) => {
  const [t, locale] = [await translator("contact"), await currentLocale()]
  const removals = await asSubject((ctx) => removalsIn(ctx, category))
  if (removals.length === 0) return null
  return (
    <Banner>
      {removals.map((at) => (
        <p key={at.toISOString()}>{t("removed", { date: formatDate(at, locale) })}</p>
      ))}
    </Banner>
  )
}

type Shown = { page: CategoryPage; account: Account; reading: Reading; fullUntil: Date | null }

const Records = async ({ page, account, reading, fullUntil }: Shown) => {
  const [locale, { code }] = [await currentLocale(), page.category]
  return (
    <RecordList
      page={page}
      sight={{ full: fullUntil !== null }}
      kept={({ recordedAt }) => keptUntil(reading, account, recordedAt, locale)}
      scanHref={(item) => `/api/data/${code}/${encodeURIComponent(item)}`}
    />
  )
}

/** What a source holds that answered after the page went out, or that it did not. */
const Later = async ({ soon, ...shown }: Shown & { soon: CategoryPage }) => {
  const { page, reading, fullUntil } = shown
  const here = `/cabinet/data/${page.category.code}`
  const isShown = page.records.length > 0 || (soon.records.length === 0 && page.silent.length === 0)
  return (
    <>
      <CameLater />
      <SilentSources silent={page.silent} reading={reading} again={here} />
      {soon.records.length === 0 && <Veil page={page} fullUntil={fullUntil} />}
      {isShown && <Records {...shown} />}
      {page.pages > soon.pages && (
        <Pagination page={page.page} pages={page.pages} href={(n) => `${here}?page=${n}`} />
      )}
    </>
  )
}

type Found = { pages: Prompt<CategoryPage>; accounts: Prompt<Account> }

/** The records that are there, and in their place those that come later. */
const Held = async ({ pages, accounts, ...shown }: Found & Omit<Shown, "page" | "account">) => {
  const [t, { soon, later }] = [await translator("data"), pages]
  const here = `/cabinet/data/${soon.category.code}`
  return (
    <Section id="items" title={t("item.list")}>
      {(soon.records.length > 0 || !later) && <Records {...shown} page={soon} account={accounts.soon} />}
      <Pagination page={soon.page} pages={soon.pages} href={(n) => `${here}?page=${n}`} />
      {later && (
        <Following
          later={later}
          waiting={<NotYet sources={later.sources} reading={shown.reading} again={here} />}
          show={async (page) => (
            <Later
              {...shown}
              soon={soon}
              page={page}
              account={(await accounts.later?.rest) ?? accounts.soon}
            />
          )}
        />
      )}
    </Section>
  )
}

const Why = ({ accounts: { soon, later }, reading }: Pick<Found, "accounts"> & Pick<Shown, "reading">) => {
  const unsure = <WhyHeld account={soon} reading={reading} />
  if (!later) return unsure
  const show = (account: Account) => (
    <>
      <CameLater />
      <WhyHeld account={account} reading={reading} />
    </>
  )
  return <Following later={later} waiting={unsure} show={show} />
}

const CategoryDataPage = async ({ params, searchParams }: Props) => {
  await signedCustomer()
  const [{ category: code }, { page: wanted = "1", done }] = [await params, await searchParams]
  const [t, locale, { reading, fullUntil }] = [
    await translator("data"),
    await currentLocale(),
    await myReading(),
  ]
  const [pages, accounts] = await orNotFound(
    Promise.all([readPromptly(reading, code, Number(wanted)), accountPromptly(reading, code)]),
  )
  const { soon: page, later } = pages
  return (
    <>
      <BackLink href="/cabinet/data">{t("title")}</BackLink>
      <PageTitle
        lead={page.category.description[locale]}
        caption={later ? undefined : t("total", { n: page.total })}
      >
        {page.category.title[locale]}
      </PageTitle>
      {done === "confirmed" && <Banner kind="done" title={t("right.done")} live />}
      <SilentSources silent={page.silent} reading={reading} again={`/cabinet/data/${code}`} />
      <Removed category={code} />
      <Veil page={page} fullUntil={fullUntil} />
      <Held pages={pages} accounts={accounts} reading={reading} fullUntil={fullUntil} />
      {page.total > 0 && <IsItRight category={code} />}
      <Why accounts={accounts} reading={reading} />
      <MyHolds categories={[code]} />
      <Acts category={code} />
    </>
  )
}

export default CategoryDataPage
