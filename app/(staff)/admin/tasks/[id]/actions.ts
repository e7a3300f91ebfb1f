"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { taskAnswer, typedLines } from "@/app/_server/task-answer"
import { checkAttachment } from "@/lib/requests/attach"
import { answerTask, retractAnswer } from "@/lib/tasks/answer-task"

const task = z.uuid("not_understood")

export const answerTaskAction = staffAction({
  act: "task.answer",
  schema: z.looseObject({ task, ...taskAnswer }),
  prepare: async (signed, { evidence }) => {
    const sent = await sentFile(evidence)
    return sent && checkAttachment(house(), signed, sent)
  },
  verb: (ctx, { task, by, evidence: _, ...raw }, evidence) =>
    answerTask(ctx, { task, by, lines: typedLines(raw), evidence }),
  after: (id) => redirect(`/admin/tasks/${id}?done=answered`),
})

export const retractAnswerAction = staffAction({
  act: "task.answer",
  schema: z.object({ task }),
  verb: retractAnswer,
  after: (id) => redirect(`/admin/tasks/${id}?done=retracted`),
})
