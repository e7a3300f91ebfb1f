import { PermissionRows } from "@/app/_records/permission-rows"
import { translator } from "@/app/_server/locale"
import { signedSubject } from "@/app/_server/session"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import type { Permission } from "@/lib/disclosures/written-permissions"
import { may } from "@/lib/permissions"
import { withdrawPermissionAction } from "./actions"

const Act = async ({ of }: { of: Permission }) => {
  const [t, { actor }] = [await translator("permissions"), await signedSubject()]
  if (of.state === "asked" && may(actor, "permission.answer"))
    return <ButtonLink href={`/cabinet/disclosures/${of.id}`}>{t("answer.open")}</ButtonLink>
  if (of.state !== "given") return null
  return (
    <Form action={withdrawPermissionAction}>
      <input type="hidden" name="permission" value={of.id} />
      <Button kind="secondary">{t("withdraw")}</Button>
    </Form>
  )
}

/** The person's written permissions: those asked of them to be answered, those given to be withdrawn with one button. */
export const Permissions = async ({ all }: { all: readonly Permission[] }) => {
  const t = await translator("permissions")
  if (all.length === 0) return null
  return (
    <Section id="permissions" title={t("title")}>
      {all.map((each) => (
        <div key={each.id}>
          <PermissionRows of={each} />
          <Act of={each} />
        </div>
      ))}
    </Section>
  )
}
