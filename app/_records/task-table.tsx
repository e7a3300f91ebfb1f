import { TaskStanding } from "@/app/_records/task-state"
import { taskWords } from "@/app/_records/task-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { When } from "@/app/_ui/text"
import type { InForce } from "@/lib/policy/editions"
import { textIn } from "@/lib/policy/lookup"
import { sourceTitle } from "@/lib/sources/map-schema"
import type { ListedTask } from "@/lib/tasks/list-tasks"

type Props = {
  tasks: readonly ListedTask[]
  inForce: Pick<InForce, "policy" | "dataMap">
  caption: string
  empty: string
  /** They stand on the page of their request. */
  ofRequest?: boolean
}

/** Tasks to people: who is asked, what for, by when, and where each stands; whose data it is, is not said. */
export const TaskTable = async ({ tasks, inForce, caption, empty, ofRequest = false }: Props) => {
  const [t, locale, words] = [
    await translator("tasks"),
    await currentLocale(),
    await taskWords(inForce.policy),
  ]
  const titled = (source: string) => {
    const title = sourceTitle(inForce.dataMap, source)
    return title ? textIn(title, locale) : source
  }
  const requestColumn = {
    head: t("list.request"),
    tight: true,
    cell: ({ number, partId }: ListedTask) =>
      number ? <a href={`/admin/requests/${number}?part=${partId}`}>{number}</a> : "–",
  }
  return (
    <DataTable
      caption={caption}
      rows={tasks}
      rowKey={({ id }) => id}
      empty={empty}
      columns={[
        {
          head: t("list.source"),
          rowHead: true,
          cell: ({ id, source }: ListedTask) => <a href={`/admin/tasks/${id}`}>{titled(source)}</a>,
        },
        { head: t("list.state"), cell: ({ state }: ListedTask) => <TaskStanding state={state} /> },
        {
          head: t("list.due"),
          tight: true,
          cell: ({ dueOn, answeredAt }: ListedTask) => <When at={answeredAt ?? dueOn} locale={locale} />,
        },
        {
          head: t("list.what"),
          cell: ({ lines }: ListedTask) =>
            lines.map((line) => (
              <div key={line.mark}>
                {words.does(line)}: {words.what(line)}
              </div>
            )),
        },
        { head: t("list.who"), cell: ({ respondent }: ListedTask) => t(`who.${respondent}`) },
        // On the page of a request it would say its own number.
        ...(ofRequest ? [] : [requestColumn]),
      ]}
    />
  )
}
