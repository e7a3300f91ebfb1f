import type { StaffActor, SubjectActor } from "@/lib/context"
import { Conflict } from "@/lib/errors"

/** The hidden field by which a form says to whom its page was shown. */
export const SHOWN_FOR = "shownFor"

/** The authority somebody acts under, or else the account signed in. */
export const shownFor = (actor: SubjectActor | StaffActor): string =>
  (actor.kind === "subject" ? actor.mandate?.id : undefined) ?? actor.accountId

/**
 * A tab kept open while another one signed in as somebody else, or began to act for somebody else, sends nothing in
 * their name. Throws Conflict `shown_to_another`.
 */
export function refuseShownToAnother(actor: SubjectActor | StaffActor, form: FormData): void {
  const shown = form.get(SHOWN_FOR)
  if (shown !== null && shown !== shownFor(actor)) throw new Conflict("shown_to_another")
}
