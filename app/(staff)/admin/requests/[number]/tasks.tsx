import { TaskTable } from "@/app/_records/task-table"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import { may } from "@/lib/permissions"
import type { CasePart } from "@/lib/requests/case"
import { tasksNow } from "@/lib/tasks/list-tasks"

/** Who was asked to do by hand what no program can, and where each stands. */
export const Tasks = async ({ actor, part }: { actor: StaffActor; part: CasePart }) => {
  if (!may(actor, "task.read")) return null
  const { tasks } = await asStaff((ctx) => tasksNow(ctx, part.id))
  if (tasks.length === 0) return null
  const t = await translator("tasks")
  return (
    <Section id="tasks" title={t("case.title")}>
      <TaskTable tasks={tasks} inForce={part.inForce} caption={t("case.caption")} empty="" ofRequest />
    </Section>
  )
}
