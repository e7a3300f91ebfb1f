import type { Metadata } from "next"
import { SilentSources } from "@/app/_records/silent-sources"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { CategoryChoice } from "@/app/(subject)/_parts/category-choice"
import { myReading } from "@/app/(subject)/cabinet/data/my-reading"
import { countRecords } from "@/lib/records/count"
import { askedBefore } from "@/lib/requests/asked-before"
import { prepareErasureAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("erasure.title"),
})

type Props = { searchParams: Promise<{ category?: string; again?: string }> }

const chosenBefore = async (again: string | undefined): Promise<readonly string[]> => {
  const before = await asSubject((ctx) => askedBefore(ctx, again))
  return before?.scope.right === "erasure" ? before.scope.categories : []
}

const ErasurePage = async ({ searchParams }: Props) => {
  const { category, again } = await searchParams
  const [t, { reading }] = [await translator("request"), await myReading("erasure")]
  const counted = await countRecords(reading)
  const before = await chosenBefore(again)
  return (
    <>
      <BackLink href="/cabinet/requests">{t("back")}</BackLink>
      <PageTitle lead={t("erasure.lead")}>{t("erasure.title")}</PageTitle>
      <SilentSources silent={counted.silent} reading={reading} again="/cabinet/requests/new/erasure" />
      {counted.total === 0 ? (
        counted.silent.length === 0 && <Banner>{t("erasure.nothing")}</Banner>
      ) : (
        <CategoryChoice
          label={t("erasure.which")}
          action={prepareErasureAction}
          counted={counted}
          ticked={before.length > 0 ? before : category ? [category] : []}
        />
      )}
    </>
  )
}

export default ErasurePage
