import { mandateRows } from "@/app/_records/mandate-rows"
import { StaffFile } from "@/app/_records/staff-file"
import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import { formatDate } from "@/lib/format/date"
import type { Mandate } from "@/lib/people/mandate"
import { may } from "@/lib/permissions"
import type { CasePart } from "@/lib/requests/case"
import { eventsFrom } from "@/lib/requests/machine"
import { closeObjectedAction } from "./actions"

/** Who asked for the person and by what paper; what the person said against it comes first. */
export const AskedBy = async ({
  mandate,
  part,
  actor,
}: {
  mandate: Mandate
  part: CasePart
  actor: StaffActor
}) => {
  const [t, locale] = [await translator("mandates"), await currentLocale()]
  const { state, endedAt, endsOn, attachmentId } = mandate
  const over = endedAt ?? endsOn
  const closable =
    may(actor, "request.close_objected") && eventsFrom(part.status, "officer").includes("cancel")
  return (
    <Section id="asked-by" title={t("case.title")}>
      {state === "objected" && endedAt && (
        <Banner kind="fault" title={t("case.objected", { date: formatDate(endedAt, locale) })}>
          <p>{t("case.objectedNext")}</p>
        </Banner>
      )}
      {state === "objected" && closable && (
        <Form action={closeObjectedAction}>
          <input type="hidden" name="part" value={part.id} />
          <input type="hidden" name="version" value={part.version} />
          <Button kind="secondary">{t("case.close")}</Button>
        </Form>
      )}
      {(state === "revoked" || state === "over") && over && (
        <Banner title={t("case.over", { date: formatDate(over, locale) })} />
      )}
      <SummaryList rows={await mandateRows(mandate)} />
      {attachmentId && (
        <p>
          <StaffFile id={attachmentId} href={`/api/staff/mandates/${mandate.id}`}>
            {t("scan")}
          </StaffFile>
        </p>
      )}
    </Section>
  )
}
