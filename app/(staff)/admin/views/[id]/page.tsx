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
import { formatDate, formatDateTime } from "@/lib/format/date"
import { shortId } from "@/lib/oversight/short-id"
import { withheldView } from "@/lib/oversight/withheld-views"
import { may } from "@/lib/permissions"
import { reviewViewAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("views"))("withheld.one"),
})

/** A view the person is not shown; somebody else than who looked says whether that goes on. */
const WithheldViewPage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const [{ id }, { actor }] = [await params, await signedStaff()]
  if (!may(actor, "views.withheld")) missing()
  const view = await orNotFound(asStaff((ctx) => withheldView(ctx, id)))
  const [t, authority, people, words, locale] = [
    await translator("views"),
    await translator("authority"),
    await translator("people"),
    await disclosureWords(),
    await currentLocale(),
  ]
  const isOwn = view.staffId === actor.accountId
  return (
    <>
      <BackLink href="/admin/views">{t("withheld.title")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(view.subjectId) })}>
        {t("withheld.one")}
      </PageTitle>
      <SummaryList
        rows={[
          {
            key: t("case.who"),
            value: [view.name, t(`role.${view.role}`), view.unit].filter(Boolean).join(", "),
          },
          { key: t("case.when"), value: formatDateTime(view.at, locale) },
          { key: t("case.what"), value: words.what(view.categories) },
          ...(view.request ? [{ key: t("case.for"), value: view.request }] : []),
          { key: t("withheld.ground"), value: words.secrecy(view.secrecy) },
          { key: t("withheld.review"), value: formatDate(view.reviewOn, locale) },
        ]}
      />
      {may(actor, "views.review") && (
        <Section id="review" title={authority("body.reviewLabel")}>
          {isOwn ? (
            <p>{t("withheld.own")}</p>
          ) : (
            <Form action={reviewViewAction} permalink={`/admin/views/${view.id}`}>
              <input type="hidden" name="view" value={view.id} />
              <SecrecyReviewFields />
              <Button>{authority("body.save")}</Button>
            </Form>
          )}
        </Section>
      )}
    </>
  )
}

export default WithheldViewPage
