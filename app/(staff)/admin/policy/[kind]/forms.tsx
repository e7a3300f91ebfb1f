import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { DateFields } from "@/app/_ui/date-fields"
import { Details } from "@/app/_ui/details"
import { Field, FileField, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import type { DraftPage, OpenDraft } from "@/lib/editions/drafts-page"
import { wantsStatement } from "@/lib/editions/findings"
import { formatLongDate } from "@/lib/format/date"
import { approveAction, discardDraftAction, proposeAction, saveDraftAction, sendBackAction } from "./actions"

const Which = ({ page, version }: { page: DraftPage; version: number | undefined }) => (
  <>
    <input type="hidden" name="kind" value={page.kind} />
    {version !== undefined && <input type="hidden" name="version" value={version} />}
  </>
)

/** The file of the next edition: the one to begin from, and the place to send one. */
export const SendFile = async ({ page }: { page: DraftPage }) => {
  const t = await translator("drafts")
  const from = page.draft?.id ?? page.follows.id
  return (
    <Section id="file" title={t(page.draft ? "file.again" : "file.title")}>
      <p>
        {t("file.lead")}{" "}
        <a href={`/api/staff/editions/${from}`}>
          {page.draft ? t("file.draft") : t("file.current", { number: String(page.follows.number) })}
        </a>
      </p>
      <Form action={saveDraftAction}>
        <Which page={page} version={page.draft?.version} />
        <FileField name="file" label={t("file.label")} hint={t("file.hint")} accept=".yaml,.yml" />
        <Button kind={page.draft ? "secondary" : "primary"}>{t("act.save")}</Button>
      </Form>
    </Section>
  )
}

/** Under which act and from which day on: the draft goes to an approver. */
export const Propose = async ({ page, draft }: { page: DraftPage; draft: OpenDraft }) => {
  const [t, common, locale] = [await translator("drafts"), await translator("common"), await currentLocale()]
  const words = { day: common("date.day"), month: common("date.month"), year: common("date.year") }
  const { first, earliest } = page.days
  const on = (day: string) => formatLongDate(day, locale)
  return (
    <Section id="propose" title={t("propose.title")}>
      <Form action={proposeAction}>
        <Which page={page} version={draft.version} />
        <Field
          name="body"
          label={t("propose.body")}
          hint={t("propose.bodyHint")}
          defaultValue={draft.actBody ?? undefined}
        />
        <Field
          name="number"
          label={t("propose.number")}
          width={10}
          defaultValue={draft.actNumber ?? undefined}
        />
        <DateFields
          name="actOn"
          label={t("propose.actOn")}
          words={words}
          defaultValue={draft.actOn ?? undefined}
        />
        <DateFields
          name="effective"
          label={t("propose.effective")}
          hint={t(first > earliest ? "propose.effectiveHint" : "propose.effectiveAnyHint", {
            first: on(first),
            earliest: on(earliest),
          })}
          words={words}
          defaultValue={draft.effectiveOn ?? first}
        />
        {first > earliest && (
          <TextArea
            name="reason"
            optional
            rows={3}
            label={t("propose.reason")}
            hint={t("propose.reasonHint", { first: on(first) })}
            defaultValue={draft.reason ?? undefined}
          />
        )}
        {draft.findings.some(wantsStatement) && (
          <TextArea
            name="statement"
            rows={4}
            label={t("propose.statement")}
            hint={t("propose.statementHint")}
            defaultValue={draft.statement ?? undefined}
          />
        )}
        <Button>{t("act.propose")}</Button>
      </Form>
    </Section>
  )
}

/** What an approver may do with a draft another wrote. */
export const Decide = async ({ page, draft }: { page: DraftPage; draft: OpenDraft }) => {
  const t = await translator("drafts")
  return (
    <Section id="decide" title={t("decide.title")}>
      <p>{t(page.kind === "policy" ? "decide.policy" : "decide.other")}</p>
      <Form action={approveAction}>
        <Which page={page} version={draft.version} />
        <Button>{t("act.approve")}</Button>
      </Form>
      <Details summary={t("act.sendBack")}>
        <Form action={sendBackAction}>
          <Which page={page} version={draft.version} />
          <TextArea name="why" label={t("decide.why")} rows={3} />
          <Button kind="secondary">{t("act.sendBack")}</Button>
        </Form>
      </Details>
    </Section>
  )
}

/** The way a draft ends without becoming an edition. */
export const Discard = async ({ page, draft }: { page: DraftPage; draft: OpenDraft }) => {
  const t = await translator("drafts")
  return (
    <Details summary={t("act.discard")}>
      <p>{t("discardAbout")}</p>
      <Form action={discardDraftAction}>
        <Which page={page} version={draft.version} />
        <Button kind="grave">{t("act.discard")}</Button>
      </Form>
    </Details>
  )
}
