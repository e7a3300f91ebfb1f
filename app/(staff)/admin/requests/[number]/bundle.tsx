import { translator } from "@/app/_server/locale"
import { ButtonLink } from "@/app/_ui/button"
import { Section } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import { may } from "@/lib/permissions"

/** For whoever audits: all of the request in one file, to be checked without this portal. */
export const Bundle = async ({ actor, number }: { actor: StaffActor; number: string }) => {
  if (!may(actor, "request.bundle")) return null
  const t = await translator("receipts")
  return (
    <Section id="bundle" title={t("bundle.title")}>
      <p>{t("bundle.about")}</p>
      <ButtonLink kind="secondary" href={`/api/staff/requests/${number}/bundle`}>
        {t("bundle.save")}
      </ButtonLink>
    </Section>
  )
}
