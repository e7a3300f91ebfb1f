"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { taskAnswer, typedLines } from "@/app/_server/task-answer"
import { answerTaskByLink } from "@/lib/tasks/by-link"

export const answerTaskAction = publicFormAction(
  z.looseObject({
    id: z.uuid("not_understood"),
    token: z.string("not_understood").max(100, "not_understood"),
    ...taskAnswer,
  }),
  async ({ id, token, by, evidence, ...raw }) =>
    answerTaskByLink(house(), { id, token, by, lines: typedLines(raw), sent: await sentFile(evidence) }),
  ({ id, token }) => redirect(`/tasks/${id}/${token}`),
)
