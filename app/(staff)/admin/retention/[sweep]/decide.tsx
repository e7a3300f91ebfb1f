import { currentLocale, translator } from "@/app/_server/locale"
import { signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Details } from "@/app/_ui/details"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import type { Sweep } from "@/lib/retention/sweep"
import { approveSweepAction, dropSweepAction, proposeSweepAction } from "../actions"

const Propose = async ({ sweep }: { sweep: Sweep }) => {
  const t = await translator("retention")
  return (
    <Section id="propose" title={t("propose.title")}>
      <p>{t("propose.lead")}</p>
      <Form action={proposeSweepAction}>
        <input type="hidden" name="sweep" value={sweep.id} />
        <TextArea name="reason" label={t("propose.reason")} rows={3} />
        <Button>{t("propose.submit")}</Button>
      </Form>
    </Section>
  )
}

const Approve = async ({ sweep, mine }: { sweep: Sweep; mine: boolean }) => {
  const [t, locale] = [await translator("retention"), await currentLocale()]
  const { proposedBy, proposedAt, reason } = sweep
  return (
    <Section id="approve" title={t("approve.title")}>
      <p>
        {t("approve.said", {
          name: proposedBy ?? "",
          date: proposedAt ? formatDate(proposedAt, locale) : "",
          reason: reason ?? "",
        })}
      </p>
      {mine && <p>{t("approve.own")}</p>}
      {!mine && (
        <Form action={approveSweepAction}>
          <input type="hidden" name="sweep" value={sweep.id} />
          <p>{t("approve.lead")}</p>
          <Button kind="grave">{t("approve.submit")}</Button>
        </Form>
      )}
    </Section>
  )
}

const Drop = async ({ sweep }: { sweep: Sweep }) => {
  const t = await translator("retention")
  return (
    <Details summary={t("drop.title")}>
      <Form action={dropSweepAction}>
        <input type="hidden" name="sweep" value={sweep.id} />
        <TextArea name="reason" label={t("drop.reason")} rows={2} />
        <Button kind="secondary">{t("drop.submit")}</Button>
      </Form>
    </Details>
  )
}

/** What this colleague may do with a sweep now: propose, approve what another proposed, drop it. */
export const Decide = async ({ sweep }: { sweep: Sweep }) => {
  const { actor } = await signedStaff()
  const { state, proposedById } = sweep
  if (state !== "found" && state !== "proposed") return null
  const isProposed = state === "proposed"
  return (
    <>
      {!isProposed && may(actor, "sweep.propose") && <Propose sweep={sweep} />}
      {isProposed && may(actor, "sweep.approve") && (
        <Approve sweep={sweep} mine={proposedById === actor.accountId} />
      )}
      {may(actor, "sweep.drop") && <Drop sweep={sweep} />}
    </>
  )
}
