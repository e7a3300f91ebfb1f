"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { publishTraining } from "@/lib/staffing/trainings"

const title = z.string().max(200, "too_long").default("")
const text = z.string().max(20_000, "too_long").default("")

export const publishTrainingAction = staffAction({
  act: "training.publish",
  schema: z.object({
    ...{ title_ky: title, title_ru: title, title_en: title, text_ky: text, text_ru: text, text_en: text },
    roles: z.array(z.string().max(32)).max(8).default([]),
    ...dateBoxes("due"),
  }),
  verb: (ctx, typed) =>
    publishTraining(ctx, {
      titles: { ky: typed.title_ky, ru: typed.title_ru, en: typed.title_en },
      texts: { ky: typed.text_ky, ru: typed.text_ru, en: typed.text_en },
      roles: typed.roles,
      due: typedUnder(typed, "due"),
    }),
  after: (id) => redirect(`/admin/trainings/${id}?done=published`),
})
