import type { SubjectActor } from "@/lib/context"
import type { Asker } from "@/lib/policy/rights-schema"

/** In which capacity somebody signed in asks. */
export const askerOf = ({ reach }: SubjectActor): Asker =>
  reach === "contact" ? "contact_person" : "subject"

/** Whether a letter of theirs is sent with one button: they came in by a code to their phone and have no password. */
export const hasNoPassword = ({ reach }: SubjectActor): boolean => reach === "contact"
