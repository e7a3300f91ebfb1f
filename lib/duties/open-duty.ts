import { dutyTasks } from "@/db/schema/duties"
import type { Ctx, StaffActor, StaffRole, SystemActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import type { DutyDocument } from "@/lib/duties/duty"

export type NewDuty = {
  kind: string
  /** The code of what it is about, one open duty of a kind for each. */
  about: string
  document: DutyDocument
  role: StaffRole
  dueOn: Day
  /** ISO 8601 period after which the next one is due; without it there is none. */
  every?: string | null
  /** A colleague who alone can do it, such as a training. */
  personalTo?: string
}

/** Sets a duty, unless one of this kind is open already about the same, and of a personal one for the same colleague. */
export async function openDuty(ctx: Ctx<StaffActor | SystemActor>, duty: NewDuty): Promise<void> {
  const { kind, about, document, role, dueOn, every = null, personalTo } = duty
  await ctx.db
    .insert(dutyTasks)
    .values({
      ...{ kind, about, document, role, dueOn, every, at: ctx.now },
      assignedTo: personalTo ?? null,
      personal: personalTo !== undefined,
    })
    .onConflictDoNothing()
}
