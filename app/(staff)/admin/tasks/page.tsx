import type { Metadata } from "next"
import { TaskTable } from "@/app/_records/task-table"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { PageTitle, Section } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { type ListedTask, tasksNow } from "@/lib/tasks/list-tasks"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("tasks"))("list.title"),
})

const isOpen = ({ state }: ListedTask) => state === "waiting" || state === "silent"

/** What those who keep data by hand were asked to do; whose it is stands on the page of each task. */
const TasksPage = async () => {
  const { actor } = await signedStaff()
  if (!may(actor, "task.read")) missing()
  const [{ tasks }, inForce, t] = [
    await asStaff((ctx) => tasksNow(ctx)),
    await currentInForce(),
    await translator("tasks"),
  ]
  return (
    <>
      <PageTitle lead={t("list.lead")}>{t("list.title")}</PageTitle>
      <Section id="open">
        <TaskTable
          tasks={tasks.filter(isOpen)}
          inForce={inForce}
          caption={t("list.open")}
          empty={t("list.openNone")}
        />
      </Section>
      <Section id="closed">
        <TaskTable
          tasks={tasks.filter((task) => !isOpen(task))}
          inForce={inForce}
          caption={t("list.closed")}
          empty={t("list.closedNone")}
        />
      </Section>
    </>
  )
}

export default TasksPage
