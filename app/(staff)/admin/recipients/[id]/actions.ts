"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { enterAnswer, tellByHand } from "@/lib/requests/enter-recipient"

const Notice = z.object({
  notice: z.uuid("not_understood"),
  note: z.string("required").max(4_000, "too_long"),
})

export const tellByHandAction = staffAction({
  act: "request.tell",
  schema: Notice.extend(dateBoxes("told")),
  verb: (ctx, { notice, note, ...rest }) => tellByHand(ctx, { notice, note, told: typedUnder(rest, "told") }),
  after: (id) => redirect(`/admin/recipients/${id}?done=told`),
})

export const enterAnswerAction = staffAction({
  act: "request.tell",
  schema: Notice.extend({
    answer: z.enum(["done", "not_held", "refused"], "choose_one"),
    ...dateBoxes("answered"),
  }),
  verb: (ctx, { notice, note, answer, ...rest }) =>
    enterAnswer(ctx, { notice, note, answer, answered: typedUnder(rest, "answered") }),
  after: (id) => redirect(`/admin/recipients/${id}?done=answered`),
})
