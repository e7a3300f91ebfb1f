import { translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { rightsFor } from "@/lib/policy/lookup"

/** The way in of somebody whose number another person gave, where the policy gives such people rights. */
export const ContactLink = async () => {
  const { policy } = await currentInForce()
  if (rightsFor(policy, "contact_person").length === 0) return null
  const t = await translator("contact")
  return (
    <p>
      {t("link")} <a href="/contact">{t("linkAct")}</a>
    </p>
  )
}
