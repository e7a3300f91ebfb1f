"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { confirmData } from "@/lib/accuracy/confirm-data"
import { switchReminders } from "@/lib/accuracy/reminders"

export const confirmDataAction = formAction({
  act: "data.confirm",
  schema: z.object({ category: z.string("required").max(64, "not_understood") }),
  verb: confirmData,
  after: (category) => redirect(`/cabinet/data/${category}?done=confirmed`),
})

export const switchRemindersAction = formAction({
  act: "data.remind",
  schema: z.object({ on: z.enum(["yes", "no"], "not_understood") }),
  verb: (ctx, { on }) => switchReminders(ctx, { on: on === "yes" }),
  after: () => redirect("/cabinet/data#right"),
})
