import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { orNotFound } from "@/app/_records/or-not-found"
import { RecordList } from "@/app/_records/record-list"
import { SilentSources } from "@/app/_records/silent-sources"
import { WhyHeld } from "@/app/_records/why-held"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { signedStaff } from "@/app/_server/session"
import { Pagination } from "@/app/_ui/pagination"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { shortId } from "@/lib/oversight/short-id"
import { accountFor } from "@/lib/records/account-for"
import { keptUntil } from "@/lib/records/kept-until"
import { readCategory } from "@/lib/records/read-category"
import { openView, readingUnder, seesInFull } from "../open-view"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("people"))("title"),
})

type Props = {
  params: Promise<{ id: string; category: string }>
  searchParams: Promise<{ view?: string; page?: string }>
}

const PersonCategoryPage = async ({ params, searchParams }: Props) => {
  const [{ id, category: code }, { view: viewId, page: wanted = "1" }] = [await params, await searchParams]
  const view = await openView(id, viewId)
  if (!view) redirect(`/admin/people/${id}?view=${viewId ?? ""}`)
  if (!view.categories.includes(code)) missing()
  const [t, data, locale] = [await translator("people"), await translator("data"), await currentLocale()]
  const { actor } = await signedStaff()
  const reading = await readingUnder(view, id)
  const [page, account] = await orNotFound(
    Promise.all([readCategory(reading, code, Number(wanted)), accountFor(reading, code)]),
  )
  const here = `/admin/people/${id}/${code}?view=${view.id}`
  return (
    <>
      <BackLink href={`/admin/people/${id}?view=${view.id}`}>{t("person.toPerson")}</BackLink>
      <PageTitle caption={`${t("person.title", { id: shortId(id) })} · ${data("total", { n: page.total })}`}>
        {page.category.title[locale]}
      </PageTitle>
      <SilentSources silent={page.silent} reading={reading} again={here} />
      <RecordList
        page={page}
        sight={{ full: seesInFull(actor, view) }}
        kept={({ recordedAt }) => keptUntil(reading, account, recordedAt, locale)}
      />
      <Pagination page={page.page} pages={page.pages} href={(n) => `${here}&page=${n}`} />
      <WhyHeld account={account} reading={reading} />
    </>
  )
}

export default PersonCategoryPage
