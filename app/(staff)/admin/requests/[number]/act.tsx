import type { ReactNode } from "react"
import type { FormAction } from "@/app/_ui/action-form"
import { Form } from "@/app/_ui/form"
import type { StaffActor } from "@/lib/context"
import { may, type Permission } from "@/lib/permissions"
import type { CasePart } from "@/lib/requests/case"
import { eventsFrom, type PartEvent } from "@/lib/requests/machine"
import { WhenLive } from "./fold"

type ActProps = {
  part: CasePart
  action: FormAction
  /** It can be done now. Else the form waits unseen, to say why a sending came too late and give the words back. */
  live: boolean
  children: ReactNode
}

/** A form about one part, under the version the page shows. */
export const Act = ({ part, action, live, children }: ActProps) => (
  <Form action={action}>
    <input type="hidden" name="part" value={part.id} />
    <input type="hidden" name="version" value={part.version} />
    <WhenLive live={live}>{children}</WhenLive>
  </Form>
)

/** What this member of staff may cause from here: the machine's word, then the table of permissions. */
export const able =
  ({ actor, part }: { actor: StaffActor; part: CasePart }) =>
  (event: PartEvent, permission: Permission) =>
    may(actor, permission) && eventsFrom(part.status, actor.role).includes(event)
