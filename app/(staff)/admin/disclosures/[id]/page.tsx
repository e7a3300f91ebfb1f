import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { orNotFound } from "@/app/_records/or-not-found"
import { SecrecyReviewFields } from "@/app/_records/secrecy-fields"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { secretDisclosure } from "@/lib/disclosures/withheld"
import { formatDate } from "@/lib/format/date"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { reviewDisclosureAction } from "./actions"

type Props = { params: Promise<{ id: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("disclosures"))("list.review"),
})

/** A disclosure the person is not shown, without a word on whom it is about. */
const SecretDisclosurePage = async ({ params }: Props) => {
  const [{ id }, { actor }] = [await params, await signedStaff()]
  if (!may(actor, "disclosures.secret") || !isUuid(id)) missing()
  const given = await orNotFound(asStaff((ctx) => secretDisclosure(ctx, id)))
  const [t, list, words, locale] = [
    await translator("disclosures"),
    await translator("authority"),
    await disclosureWords(),
    await currentLocale(),
  ]
  return (
    <>
      <BackLink href="/admin/disclosures">{list("list.title")}</BackLink>
      <PageTitle lead={t("list.reviewLead")}>{t("list.review")}</PageTitle>
      <SummaryList
        strong="key"
        rows={[
          { key: list("list.when"), value: formatDate(given.at, locale) },
          { key: list("list.whom"), value: words.whom(given.recipient) },
          { key: list("list.what"), value: words.what(given.categories) },
          { key: list("list.ground"), value: words.ground(given.ground) },
          {
            key: t("list.shown"),
            value: t("list.withheld", {
              date: given.reviewOn ? formatDate(given.reviewOn, locale) : "",
              ground: words.secrecy(given.secrecy),
            }),
          },
        ]}
      />
      {may(actor, "disclosures.review") && (
        <Section id="review">
          <Form action={reviewDisclosureAction}>
            <input type="hidden" name="disclosure" value={given.id} />
            <SecrecyReviewFields />
            <Button>{list("body.save")}</Button>
          </Form>
        </Section>
      )}
    </>
  )
}

export default SecretDisclosurePage
