import type { Metadata } from "next"
import { SilentSources } from "@/app/_records/silent-sources"
import { dateWords } from "@/app/_server/date-words"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { DateFields } from "@/app/_ui/date-fields"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { CategoryChoice } from "@/app/(subject)/_parts/category-choice"
import { myReading } from "@/app/(subject)/cabinet/data/my-reading"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { countRecords } from "@/lib/records/count"
import { askedBefore } from "@/lib/requests/asked-before"
import { prepareRestrictionAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("restriction.title"),
})

/** The right as this organisation's policy gives it; a policy without it has no such page. */
const offered = async () => {
  const { policy } = await asSubject((ctx) => inForceNow(ctx.db))
  if (!policy.rights.some(({ code }) => code === "restriction")) missing()
}

type Props = { searchParams: Promise<{ category?: string; again?: string }> }

const chosenBefore = async (again: string | undefined) => {
  const before = await asSubject((ctx) => askedBefore(ctx, again))
  return before?.scope.right === "restriction" ? before.scope : null
}

const RestrictionPage = async ({ searchParams }: Props) => {
  const { category, again } = await searchParams
  await offered()
  const [t, { reading }] = [await translator("request"), await myReading("restriction")]
  const counted = await countRecords(reading)
  const before = await chosenBefore(again)
  return (
    <>
      <BackLink href="/cabinet/requests">{t("back")}</BackLink>
      <PageTitle lead={t("restriction.lead")}>{t("restriction.title")}</PageTitle>
      <SilentSources silent={counted.silent} reading={reading} again="/cabinet/requests/new/restriction" />
      {counted.total === 0 ? (
        counted.silent.length === 0 && <Banner>{t("restriction.nothing")}</Banner>
      ) : (
        <CategoryChoice
          label={t("restriction.which")}
          action={prepareRestrictionAction}
          counted={counted}
          ticked={before && before.categories.length > 0 ? before.categories : category ? [category] : []}
        >
          <DateFields
            name="until"
            label={t("restriction.until")}
            hint={t("restriction.untilHint")}
            words={await dateWords()}
            defaultValue={before?.until}
            optional
          />
        </CategoryChoice>
      )}
    </>
  )
}

export default RestrictionPage
