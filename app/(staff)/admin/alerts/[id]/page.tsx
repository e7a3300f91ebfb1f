import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { DataTable } from "@/app/_ui/data-table"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { formatDateTime } from "@/lib/format/date"
import { type Alert, type AlertView, alertOutcomes, readAlert } from "@/lib/oversight/alerts"
import { shortId } from "@/lib/oversight/short-id"
import { seenTitles } from "@/lib/oversight/view-sentence"
import { may } from "@/lib/permissions"
import { closeAlertAction, seeReasonAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("alerts"))("title"),
})

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

/** Why it was looked: the request, or the words, which are read under a view of the auditor's own. */
const Why = async ({ alert, view }: { alert: string; view: AlertView }) => {
  const t = await translator("alerts")
  if (view.request) return <a href={`/admin/requests/${view.request}`}>{view.request}</a>
  if (view.reason !== "hidden") return view.reason
  return (
    <Form action={seeReasonAction} permalink={`/admin/alerts/${alert}`}>
      <input type="hidden" name="alert" value={alert} />
      <input type="hidden" name="view" value={view.id} />
      <Button kind="link">{t("see")}</Button>
    </Form>
  )
}

const Seen = async ({ alert, views }: { alert: string; views: AlertView[] }) => {
  const [t, locale, { policy }] = [await translator("alerts"), await currentLocale(), await currentInForce()]
  return (
    <Section id="views">
      <DataTable
        caption={t("views.title")}
        rows={views}
        rowKey={({ id }) => id}
        empty={t("views.none")}
        columns={[
          {
            head: t("views.when"),
            tight: true,
            cell: ({ id, at }: AlertView) => (
              <span id={`view-${id}`}>
                <When at={at} locale={locale} as="time" />
              </span>
            ),
          },
          { head: t("views.person"), rowHead: true, cell: ({ subjectId }: AlertView) => shortId(subjectId) },
          {
            head: t("views.what"),
            cell: ({ categories }: AlertView) => seenTitles(policy, categories, locale).join(", "),
          },
          { head: t("views.why"), cell: (view: AlertView) => <Why alert={alert} view={view} /> },
        ]}
      />
    </Section>
  )
}

const Finding = async ({ alert }: { alert: string }) => {
  const t = await translator("alerts")
  return (
    <Section id="close" title={t("close.title")}>
      <Form action={closeAlertAction} permalink={`/admin/alerts/${alert}`}>
        <input type="hidden" name="alert" value={alert} />
        <Radios
          name="outcome"
          label={t("close.outcome")}
          options={alertOutcomes.map((value) => ({
            value,
            label: t(`outcomes.${value}`),
            hint: t(`close.${value}Hint`),
          }))}
        />
        <TextArea name="finding" label={t("close.finding")} hint={t("close.findingHint")} rows={4} />
        <Button>{t("close.submit")}</Button>
      </Form>
    </Section>
  )
}

const Closed = async ({ alert, finding }: { alert: Alert; finding: string }) => {
  const [t, locale] = [await translator("alerts"), await currentLocale()]
  return (
    <Section id="closed" title={t("closed.title")}>
      <SummaryList
        rows={[
          { key: t("close.outcome"), value: alert.outcome && t(`outcomes.${alert.outcome}`) },
          { key: t("close.finding"), value: finding },
          { key: t("closed.by"), value: alert.closedBy },
          { key: t("closed.at"), value: alert.closedAt && formatDateTime(alert.closedAt, locale) },
        ]}
      />
      {alert.outcome === "unjustified" && (
        <p>
          {t("closed.breach")} <a href="/admin/breaches">{t("closed.breaches")}</a>
        </p>
      )}
    </Section>
  )
}

const AlertPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "alert.read")) missing()
  const { alert, finding, views } = await orNotFound(asStaff((ctx) => readAlert(ctx, id)))
  const [t, role, locale] = [await translator("alerts"), await translator("views"), await currentLocale()]
  const isDone = done === "justified" || done === "unjustified"
  return (
    <>
      <BackLink href="/admin/alerts">{t("title")}</BackLink>
      {isDone && <Banner kind="done" title={t(`done.${done}`)} live />}
      <PageTitle lead={t(`about.${alert.rule}`)}>{t(`rules.${alert.rule}`)}</PageTitle>
      <SummaryList
        rows={[
          {
            key: t("row.who"),
            value: [alert.name, alert.role && role(`role.${alert.role}`), alert.unit]
              .filter(Boolean)
              .join(", "),
          },
          { key: t("row.when"), value: formatDateTime(alert.at, locale) },
          ...(alert.subjectId ? [{ key: t("views.person"), value: shortId(alert.subjectId) }] : []),
        ]}
      />
      <Seen alert={alert.id} views={views} />
      {finding === null ? <Finding alert={alert.id} /> : <Closed alert={alert} finding={finding} />}
    </>
  )
}

export default AlertPage
