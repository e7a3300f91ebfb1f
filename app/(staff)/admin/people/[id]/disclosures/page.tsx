import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { StaffFile } from "@/app/_records/staff-file"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { disclosuresOf, type FullDisclosure } from "@/lib/disclosures/register"
import { permissionGround, permissionsOf } from "@/lib/disclosures/written-permissions"
import { formatDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { AskReason } from "../ask-reason"
import { openView } from "../open-view"
import { Permissions } from "./permissions"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ view?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("disclosures"))("list.title"),
})

const Given = async ({ given }: { given: FullDisclosure }) => {
  const [t, words, locale] = [await translator("disclosures"), await disclosureWords(), await currentLocale()]
  const needsConsent = (await currentInForce()).policy.transferConsent !== undefined
  const { document, documentId, items, number, reviewOn } = given
  return (
    <Section
      id={`given-${given.id}`}
      title={words.whom(given.recipient)}
      aside={<When at={given.at} locale={locale} />}
    >
      <SummaryList
        strong="key"
        rows={[
          {
            key: t("list.entries"),
            value: words.what(given.categories),
            ...(items ? { note: `${t("list.items")}: ${formatCount(items, locale)}` } : {}),
          },
          ...(given.purpose === given.ground
            ? []
            : [{ key: t("list.purpose"), value: words.purpose(given.purpose) }]),
          {
            key: t("list.ground"),
            value: words.ground(given.ground),
            note: (
              <>
                {words.clause(given.ground)}
                {needsConsent && !given.consentId && <p>{t("list.noConsent")}</p>}
              </>
            ),
          },
          ...(document
            ? [
                {
                  key: t("list.document"),
                  value: t("list.documentOf", {
                    number: document.number,
                    date: formatDate(document.date, locale),
                  }),
                  ...(documentId
                    ? {
                        note: (
                          <StaffFile id={documentId} href={`/api/staff/disclosure-documents/${documentId}`}>
                            {t("list.scan")}
                          </StaffFile>
                        ),
                      }
                    : {}),
                },
              ]
            : []),
          ...(given.words ? [{ key: t("list.words"), value: given.words }] : []),
          ...(number
            ? [{ key: t("list.request"), value: <a href={`/admin/requests/${number}`}>{number}</a> }]
            : []),
          {
            key: t("list.shown"),
            value: given.secret
              ? t("list.withheld", {
                  date: reviewOn ? formatDate(reviewOn, locale) : "",
                  ground: words.secrecy(given.secrecy),
                })
              : t("list.open"),
          },
        ]}
      />
    </Section>
  )
}

const PersonsDisclosuresPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { view: viewId }] = [await params, await searchParams]
  const view = await openView(id, viewId)
  if (!view) return <AskReason id={id} expired={Boolean(viewId)} />
  const [t, people, { actor }] = [
    await translator("disclosures"),
    await translator("people"),
    await signedStaff(),
  ]
  const { policy } = await currentInForce()
  const { all, permissions } = await asStaff(async (ctx) => ({
    all: await disclosuresOf(ctx, id),
    permissions: permissionGround(policy) ? await permissionsOf(ctx, id, policy.organisation.timezone) : null,
  }))
  return (
    <>
      <BackLink href={`/admin/people/${id}?view=${view.id}`}>{people("person.toPerson")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("list.lead")}>
        {t("list.title")}
      </PageTitle>
      {may(actor, "disclosures.enter") && (
        <ButtonLink kind="secondary" href={`/admin/people/${id}/disclosures/new`}>
          {t("enter.link")}
        </ButtonLink>
      )}
      {all.length === 0 && <p>{t("list.none")}</p>}
      {all.map((given) => (
        <Given key={given.id} given={given} />
      ))}
      {permissions && <Permissions all={permissions} subject={id} view={view.id} actor={actor} />}
    </>
  )
}

export default PersonsDisclosuresPage
