import type { Metadata } from "next"
import { SilentSources } from "@/app/_records/silent-sources"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Checkboxes } from "@/app/_ui/choices"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { myReading } from "@/app/(subject)/cabinet/data/my-reading"
import { type Counted, countRecords } from "@/lib/records/count"
import { draftOf } from "@/lib/requests/draft-of"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import { prepareErasureAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("erasure.title"),
})

type Props = { searchParams: Promise<{ category?: string; again?: string }> }

const chosenBefore = async (again: string | undefined): Promise<readonly string[]> => {
  const prepared = await asSubject((ctx) => draftOf(ctx, again))
  return prepared?.draft.scope.right === "erasure" ? prepared.draft.scope.categories : []
}

const Choice = async ({ counted, ticked }: { counted: Counted; ticked: readonly string[] }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const held = counted.groups.flatMap(({ categories }) => categories)
  const all = held.length > 0 && held.every(({ category }) => ticked.includes(category.code))
  return (
    <Form action={prepareErasureAction}>
      <Checkboxes
        name="choice"
        label={t("erasure.which")}
        options={[
          { value: EVERYTHING, label: t("erasure.everything"), hint: t("erasure.everythingHint") },
          ...held.map(({ category, items }) => ({
            value: category.code,
            label: category.title[locale],
            hint: t("erasure.items", { n: items }),
          })),
        ]}
        defaultValues={all ? [EVERYTHING] : ticked}
      />
      <Button>{t("continue")}</Button>
    </Form>
  )
}

const ErasurePage = async ({ searchParams }: Props) => {
  const { category, again } = await searchParams
  const [t, { reading }] = [await translator("request"), await myReading()]
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
        <Choice counted={counted} ticked={before.length > 0 ? before : category ? [category] : []} />
      )}
    </>
  )
}

export default ErasurePage
