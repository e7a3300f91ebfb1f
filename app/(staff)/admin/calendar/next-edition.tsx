import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { Details } from "@/app/_ui/details"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Prose, Section, When } from "@/app/_ui/text"
import type { OpenDraft } from "@/lib/calendar/calendar-page"
import type { Change } from "@/lib/calendar/changes"
import type { Sample } from "@/lib/calendar/preview"
import { formatDate, formatLongDate } from "@/lib/format/date"
import { approveAction, discardAction, proposeAction, sendBackAction } from "./actions"
import { weekdayNames } from "./weekdays"

/** A change as a sentence: "27 May 2026 becomes a day off: Kurman Ait". */
const Said = async ({ change }: { change: Change }) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  const on = (day: string) => formatLongDate(day, locale)
  switch (change.what) {
    case "year":
      return t("change.year", { year: String(change.year), n: change.days })
    case "lunar":
      return t("change.lunar", { year: String(change.year) })
    case "weekday":
      return t(`change.weekday.${change.now}`, { day: weekdayNames(locale)[change.day - 1] ?? "" })
    case "day":
      return t(`change.day.${change.now}`, { date: on(change.date), title: change.title[locale] })
    default:
      return t(`change.${change.what}`, { date: on(change.date), title: change.title[locale] })
  }
}

const Samples = async ({ samples }: { samples: Sample[] }) => {
  const [t, common, locale] = [
    await translator("calendar"),
    await translator("common"),
    await currentLocale(),
  ]
  const day = (on: string | null) => (on ? formatDate(on, locale) : t("sample.refused"))
  return (
    <DataTable
      caption={t("sample.title")}
      rows={samples}
      rowKey={({ receivedOn }) => receivedOn}
      columns={[
        {
          head: t("sample.received"),
          rowHead: true,
          tight: true,
          cell: ({ receivedOn }: Sample) => <When at={receivedOn} locale={locale} />,
        },
        {
          head: t("sample.right"),
          cell: ({ right, term }: Sample) =>
            `${right.title[locale]}: ${common(`term.${term.unit}`, { n: term.n })}`,
        },
        { head: t("sample.before"), cell: ({ before }: Sample) => day(before) },
        {
          head: t("sample.after"),
          cell: ({ before, after }: Sample) => (before === after ? t("sample.same") : <b>{day(after)}</b>),
        },
      ]}
    />
  )
}

/** Where the draft stands: with whom it is, and why. */
const Standing = async ({ draft, mayEdit }: { draft: OpenDraft; mayEdit: boolean }) => {
  const t = await translator("calendar")
  if (draft.sentBack)
    return (
      <Banner kind="turn" title={t("draft.sentBack")}>
        {draft.sentBack}
      </Banner>
    )
  if (draft.proposedAt)
    return (
      <>
        <p>{t(mayEdit ? "draft.waits" : "draft.proposed", { names: draft.authors.join(", ") })}</p>
        <blockquote>{draft.reason}</blockquote>
      </>
    )
  return null
}

const Propose = async ({ draft }: { draft: OpenDraft }) => {
  const t = await translator("calendar")
  return (
    <Form action={proposeAction}>
      <input type="hidden" name="version" value={draft.version} />
      <TextArea
        name="reason"
        label={t("draft.reason")}
        hint={t("draft.reasonHint")}
        rows={3}
        defaultValue={draft.reason ?? undefined}
      />
      <Button>{t("act.propose")}</Button>
    </Form>
  )
}

const Decide = async ({ version }: { version: number }) => {
  const t = await translator("calendar")
  return (
    <>
      <Form action={approveAction}>
        <input type="hidden" name="version" value={version} />
        <Button>{t("act.publish")}</Button>
      </Form>
      <Details summary={t("act.sendBack")}>
        <Form action={sendBackAction}>
          <input type="hidden" name="version" value={version} />
          <TextArea name="why" label={t("draft.why")} rows={3} />
          <Button kind="secondary">{t("act.sendBack")}</Button>
        </Form>
      </Details>
    </>
  )
}

/** The draft: what it changes in words, what that does to due dates, where it stands, and what one may do with it. */
export const NextEdition = async ({ draft, mayEdit }: { draft: OpenDraft; mayEdit: boolean }) => {
  const t = await translator("calendar")
  const { changes, proposedAt, mayApprove } = draft
  return (
    <Section id="draft" title={t("draft.title")}>
      <Standing draft={draft} mayEdit={mayEdit} />
      <p>{t(changes.length > 0 ? "draft.lead" : "draft.nothing")}</p>
      <Prose>
        <ul>
          {changes.map((change) => (
            <li key={JSON.stringify(change)}>
              <Said change={change} />
            </li>
          ))}
        </ul>
      </Prose>
      {changes.length > 0 && <Samples samples={draft.samples} />}
      {changes.length > 0 && mayEdit && !proposedAt && <Propose draft={draft} />}
      {mayApprove && <Decide version={draft.version} />}
      {mayEdit && (
        <Details summary={t("act.discard")}>
          <p>{t("draft.discardAbout")}</p>
          <Form action={discardAction}>
            <Button kind="grave">{t("act.discard")}</Button>
          </Form>
        </Details>
      )}
    </Section>
  )
}
