import type { StaffRole } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import type { Citation, Text } from "@/lib/policy/text-schema"

/**
 * Answered by yes or no; `must`: no other answer ends the duty, as for rules that are to be read. `keeps`: in a review, the
 * answer that speaks for keeping the data.
 */
export type DutyQuestion = {
  code: string
  text: Text
  cites?: readonly Citation[]
  must?: "yes"
  keeps?: "yes" | "no"
}

/** The words of a duty, as they were when it was set. */
export type DutyDocument = { title: Text; lead?: Text; questions: readonly DutyQuestion[] }

export type DutyAnswers = Readonly<Record<string, "yes" | "no">>

/** A duty as staff see it; names are colleagues' work names. */
export type Duty = {
  id: string
  kind: string
  about: string
  document: DutyDocument
  role: StaffRole
  assignedTo: string | null
  assignedName: string | null
  /** Whoever it is given to is away or gone, so it is everybody's of the role. */
  holderAway: boolean
  personal: boolean
  dueOn: Day
  every: string | null
  answers: DutyAnswers | null
  note: string | null
  doneByName: string | null
  doneAt: Date | null
}

/** Whether this colleague may take and do a duty now: of its role, and it is nobody else's who is here. */
export const isFor = (
  { role, assignedTo, holderAway, personal }: Duty,
  actor: { accountId: string; role: StaffRole; outside: boolean },
): boolean =>
  !actor.outside &&
  (assignedTo === actor.accountId ||
    (role === actor.role && !personal && (assignedTo === null || holderAway)))
