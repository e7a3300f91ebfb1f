"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { takeDuty } from "@/lib/duties/take-duty"
import { finishStaffDuty } from "@/lib/staffing/access-review"

const One = z.object({ duty: z.uuid("not_understood") })

export const takeDutyAction = staffAction({
  act: "duty.do",
  schema: One.extend({ back: z.literal("yes").optional() }),
  verb: async (ctx, { duty, back }) => ({ id: await takeDuty(ctx, { duty, back: back === "yes" }), back }),
  after: ({ id, back }) => redirect(`/admin/duties/${id}?done=${back ? "given_back" : "taken"}`),
})

const ANSWER = "answers."

export const finishDutyAction = staffAction({
  act: "duty.do",
  schema: One.extend({ note: z.string().max(2000, "too_long").default("") }).catchall(z.unknown()),
  verb: (ctx, { duty, note, ...typed }) =>
    finishStaffDuty(ctx, {
      duty,
      note,
      answers: Object.fromEntries(
        Object.entries(typed).flatMap(([name, value]) =>
          name.startsWith(ANSWER) && typeof value === "string" ? [[name.slice(ANSWER.length), value]] : [],
        ),
      ),
    }),
  after: (id) => redirect(`/admin/duties/${id}?done=finished`),
})
