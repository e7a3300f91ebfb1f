import type { ReactNode } from "react"
import { translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button, type ButtonKind, ButtonLink } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { sumOf } from "@/lib/breaches/breach"
import type { BreachPage } from "@/lib/breaches/breach-page"
import type { StaffActor } from "@/lib/context"
import { may } from "@/lib/permissions"
import { closeAction, countAction, putForwardAction, releaseAction, sendBackAction } from "../actions"

type Props = { page: BreachPage; actor: StaffActor }
type ActProps = {
  page: BreachPage
  action: FormAction
  label: string
  kind?: ButtonKind
  lead?: string
  children?: ReactNode
}

const Act = ({ page: { breach }, action, label, kind = "primary", lead, children }: ActProps) => (
  <Form action={action} permalink={`/admin/breaches/${breach.number}`}>
    <input type="hidden" name="number" value={breach.number} />
    <input type="hidden" name="version" value={breach.version} />
    {lead && <p>{lead}</p>}
    {children}
    <Button kind={kind}>{label}</Button>
  </Form>
)

/** What an officer does with a draft: looks for the people, puts it forward, changes it, or closes what was none. */
const Writing = async ({ page }: { page: BreachPage }) => {
  const t = await translator("breaches")
  const { counted, number } = page.breach
  const isFound = counted !== null && sumOf(counted) > 0
  return (
    <>
      <Act
        page={page}
        action={countAction}
        label={t(counted ? "act.countAgain" : "act.count")}
        kind={isFound ? "secondary" : "primary"}
      />
      {isFound && (
        <Act
          page={page}
          action={putForwardAction}
          label={t("act.putForward")}
          lead={t("act.putForwardLead")}
        />
      )}
      <p>
        <ButtonLink kind="secondary" href={`/admin/breaches/${number}/change`}>
          {t("act.change")}
        </ButtonLink>
      </p>
      <Act page={page} action={closeAction} label={t("act.close")} kind="link" lead={t("act.closeDraft")} />
    </>
  )
}

const Releasing = async ({ page }: { page: BreachPage }) => {
  const t = await translator("breaches")
  if (page.isOwn) return <p>{t("act.notOwn")}</p>
  const n = sumOf(page.breach.counted ?? {})
  return (
    <>
      <Act page={page} action={releaseAction} label={t("act.release")} lead={t("act.releaseLead", { n })} />
      <Act page={page} action={sendBackAction} label={t("act.sendBack")} kind="secondary">
        <TextArea name="reason" label={t("act.reason")} rows={3} />
      </Act>
    </>
  )
}

/** The acts open to the reader from where the breach stands. */
export const Acts = async ({ page, actor }: Props) => {
  const t = await translator("breaches")
  const { state } = page.breach
  if (state === "draft" && may(actor, "breach.write")) return <Writing page={page} />
  if (state === "ready" && may(actor, "breach.release")) return <Releasing page={page} />
  if (state === "released" && may(actor, "breach.write"))
    return (
      <Act
        page={page}
        action={closeAction}
        label={t("act.close")}
        kind="secondary"
        lead={t("act.closeLead")}
      />
    )
  return null
}
