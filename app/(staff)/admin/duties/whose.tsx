import { translator } from "@/app/_server/locale"
import { signedStaff } from "@/app/_server/session"
import type { Duty } from "@/lib/duties/duty"

/** Whose a duty is, in words: one's own, a colleague's, or everybody's of a role. */
export const Whose = async ({ duty }: { duty: Duty }) => {
  const [t, views, { actor }] = [await translator("duties"), await translator("views"), await signedStaff()]
  const role = views(`role.${duty.role}`)
  if (!duty.assignedTo) return t("whose.role", { role })
  if (duty.assignedTo === actor.accountId) return t("whose.mine")
  const name = duty.assignedName ?? ""
  return duty.holderAway && !duty.personal ? t("whose.away", { name, role }) : t("whose.of", { name })
}
