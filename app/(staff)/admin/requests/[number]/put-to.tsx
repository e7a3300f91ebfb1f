import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Select } from "@/app/_ui/choices"
import type { StaffActor } from "@/lib/context"
import { may } from "@/lib/permissions"
import type { Approvers } from "@/lib/requests/approvers"
import type { CasePart } from "@/lib/requests/case"
import { Act } from "./act"
import { putToAction } from "./actions"
import { Fold } from "./fold"

/** Who can be the second pair of eyes: nothing where the organisation has its own, else whom to ask. */
export const WhoApproves = async ({ inside, outside }: Approvers) => {
  const t = await translator("staff")
  if (inside > 0) return null
  if (outside.length === 0) return <p>{t("approver.nobody")}</p>
  const names = outside.map(({ name, unit }) => `${name} (${unit})`).join(", ")
  return <p>{t(outside.length === 1 ? "approver.oneOutside" : "approver.someOutside", { names })}</p>
}

type Props = { actor: StaffActor; part: CasePart; approvers: Approvers; putTo: string | null }

/** To whom from outside the proposal is put, and putting it to somebody. */
export const PutTo = async ({ actor, part, approvers, putTo }: Props) => {
  const t = await translator("staff")
  const mayPut = may(actor, "request.put_to")
  return (
    <>
      {putTo ? <p>{t("approver.putTo", { name: putTo })}</p> : <WhoApproves {...approvers} />}
      {mayPut && (
        <Act part={part} action={putToAction} live={approvers.outside.length > 0}>
          <Fold fields={["approver"]} summary={t("approver.title")}>
            <Select
              name="approver"
              label={t("approver.who")}
              hint={t("approver.hint")}
              options={[
                { value: "", label: t("assign.choose") },
                ...approvers.outside.map(({ id, name, unit }) => ({ value: id, label: `${name} (${unit})` })),
              ]}
            />
            <Button kind="secondary">{t("approver.submit")}</Button>
          </Fold>
        </Act>
      )}
    </>
  )
}
