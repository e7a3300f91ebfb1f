import { translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button, type ButtonKind } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import type { StaffActor } from "@/lib/context"
import { type Bulk, peopleIn } from "@/lib/disclosures/bulk"
import { may } from "@/lib/permissions"
import {
  approveBulkAction,
  countBulkAction,
  dropBulkAction,
  proposeBulkAction,
  sendBulkBackAction,
} from "../actions"

type Props = { bulk: Bulk; actor: StaffActor }
type ActProps = { bulk: Bulk; action: FormAction; label: string; kind?: ButtonKind; lead?: string }

const Act = ({ bulk, action, label, kind = "primary", lead }: ActProps) => (
  <Form action={action} permalink={`/admin/disclosures/many/${bulk.id}`}>
    <input type="hidden" name="bulk" value={bulk.id} />
    {lead && <p>{lead}</p>}
    <Button kind={kind}>{label}</Button>
  </Form>
)

/** What the reader may do about an act now: count, propose or drop a draft; approve or give back what is proposed. */
export const Acts = async ({ bulk, actor }: Props) => {
  const t = await translator("bulk")
  const n = peopleIn(bulk.counted)
  if (bulk.state === "draft" && may(actor, "bulk.write"))
    return (
      <>
        <Act
          bulk={bulk}
          action={countBulkAction}
          label={t(bulk.counted ? "countAgain" : "count")}
          kind={n > 0 ? "secondary" : "primary"}
        />
        {n > 0 && <Act bulk={bulk} action={proposeBulkAction} label={t("propose")} lead={t("proposeLead")} />}
        <Act bulk={bulk} action={dropBulkAction} label={t("drop")} kind="link" />
      </>
    )
  if (bulk.state === "proposed" && may(actor, "bulk.approve"))
    return (
      <>
        <Act
          bulk={bulk}
          action={approveBulkAction}
          label={t("approve")}
          kind="grave"
          lead={t("approveLead", { n: t("counted", { n }) })}
        />
        <Act bulk={bulk} action={sendBulkBackAction} label={t("sendBack")} kind="secondary" />
      </>
    )
  return null
}
