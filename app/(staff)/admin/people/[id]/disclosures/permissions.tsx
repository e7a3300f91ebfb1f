import { PermissionRows } from "@/app/_records/permission-rows"
import { StaffFile } from "@/app/_records/staff-file"
import { translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import type { Permission } from "@/lib/disclosures/written-permissions"
import { may } from "@/lib/permissions"
import { withdrawForAction } from "./actions"

type Props = {
  all: readonly (Permission & { documentId: string | null })[]
  subject: string
  view: string
  actor: StaffActor
}

/** The person's written permissions, with what an officer may do about them. */
export const Permissions = async ({ all, subject, view, actor }: Props) => {
  const [t, list] = [await translator("permissions"), await translator("disclosures")]
  return (
    <Section id="permissions" title={t("title")}>
      {all.length === 0 && <p>{t("none")}</p>}
      {all.map((each) => (
        <div key={each.id}>
          <PermissionRows
            of={each}
            more={
              each.documentId && (
                <p>
                  <StaffFile id={each.documentId} href={`/api/staff/disclosure-documents/${each.documentId}`}>
                    {list("list.scan")}
                  </StaffFile>
                </p>
              )
            }
          />
          {each.state === "given" && may(actor, "permission.withdraw_for") && (
            <Form action={withdrawForAction}>
              <input type="hidden" name="permission" value={each.id} />
              <input type="hidden" name="view" value={view} />
              <Button kind="secondary">{t("withdrawFor")}</Button>
            </Form>
          )}
        </div>
      ))}
      {may(actor, "permission.ask") && (
        <ButtonLink kind="secondary" href={`/admin/people/${subject}/permissions/new`}>
          {t("ask.link")}
        </ButtonLink>
      )}
    </Section>
  )
}
