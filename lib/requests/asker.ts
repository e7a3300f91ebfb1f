import type { SubjectActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { type Capacity, offeredRight } from "@/lib/policy/lookup"
import type { Policy } from "@/lib/policy/schema"

/** In which capacity somebody signed in asks: under their mandate, if they act for another. */
export const askerOf = ({ reach, mandate }: SubjectActor): Capacity =>
  mandate ?? { kind: reach === "contact" ? "contact_person" : "subject", rights: null }

/** Whether a letter of theirs is sent with one button: they came in by a code to their phone and have no password. */
export const hasNoPassword = ({ reach }: SubjectActor): boolean => reach === "contact"

/** Throws Forbidden `right_not_in_scope` when whoever acts for another asks for a right their authority does not carry. */
export function refuseOutsideMandate(
  policy: Pick<Policy, "rights">,
  actor: SubjectActor,
  code: string,
): void {
  if (actor.mandate && !offeredRight(policy, code, actor.mandate)) throw new Forbidden("right_not_in_scope")
}
