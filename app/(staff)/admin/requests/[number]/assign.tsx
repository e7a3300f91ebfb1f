import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Select } from "@/app/_ui/choices"
import type { StaffActor } from "@/lib/context"
import { may } from "@/lib/permissions"
import type { CasePart } from "@/lib/requests/case"
import { isOpen } from "@/lib/requests/machine"
import { Act } from "./act"
import { assignAction } from "./actions"
import { Fold } from "./fold"

type Props = { actor: StaffActor; part: CasePart; officers: readonly { id: string; name: string }[] }

/** Giving the part to an officer, or to whoever acts in their place. */
export const Assign = async ({ actor, part, officers }: Props) => {
  const t = await translator("staff")
  if (!may(actor, "request.hand_over")) return null
  return (
    <Act part={part} action={assignAction} live={isOpen(part.status) && officers.length > 0}>
      <Fold fields={["to"]} summary={t("assign.title")}>
        <Select
          name="to"
          label={t("assign.to")}
          hint={t("assign.hint")}
          options={[
            { value: "", label: t("assign.choose") },
            ...officers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Button kind="secondary">{t("assign.submit")}</Button>
      </Fold>
    </Act>
  )
}
