import { translator } from "@/app/_server/locale"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import type { TaskState } from "@/lib/tasks/task"

const TONES = {
  waiting: "busy",
  silent: "late",
  answered: "done",
  dropped: "quiet",
  retracted: "refused",
} as const satisfies Record<TaskState, Tone>

/** Where a task to people stands, in a word. */
export const TaskStanding = async ({ state }: { state: TaskState }) => (
  <StatusTag tone={TONES[state]}>{(await translator("tasks"))(`state.${state}`)}</StatusTag>
)
