import type { Metadata } from "next"
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
import { accountFor } from "@/lib/records/account-for"
import { keptUntil } from "@/lib/records/kept-until"
import { type CategoryPage, readCategory } from "@/lib/records/read-category"
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

const CategoryDataPage = async ({ params, searchParams }: Props) => {
  await signedCustomer()
  const [{ category: code }, { page: wanted = "1", done }] = [await params, await searchParams]
  const [t, locale, { reading, fullUntil }] = [
    await translator("data"),
    await currentLocale(),
    await myReading(),
  ]
  const [page, account] = await orNotFound(
    Promise.all([readCategory(reading, code, Number(wanted)), accountFor(reading, code)]),
  )
  const here = `/cabinet/data/${code}`
  return (
    <>
      <BackLink href="/cabinet/data">{t("title")}</BackLink>
      <PageTitle lead={page.category.description[locale]} caption={t("total", { n: page.total })}>
        {page.category.title[locale]}
      </PageTitle>
      {done === "confirmed" && <Banner kind="done" title={t("right.done")} live />}
      <SilentSources silent={page.silent} reading={reading} again={here} />
      <Removed category={code} />
      <Veil page={page} fullUntil={fullUntil} />
      <Section id="items" title={t("item.list")}>
        <RecordList
          page={page}
          sight={{ full: fullUntil !== null }}
          kept={({ recordedAt }) => keptUntil(reading, account, recordedAt, locale)}
          scanHref={(item) => `/api/data/${code}/${encodeURIComponent(item)}`}
        />
        <Pagination page={page.page} pages={page.pages} href={(n) => `${here}?page=${n}`} />
      </Section>
      {page.total > 0 && <IsItRight category={code} />}
      <WhyHeld account={account} reading={reading} />
      <MyHolds categories={[code]} />
      <Acts category={code} />
    </>
  )
}

export default CategoryDataPage
