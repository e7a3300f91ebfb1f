"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { prepareWithdrawal } from "@/lib/requests/prepare-choice"

const chosen = z.union([z.string().max(200), z.array(z.string().max(200)).max(40)])

export const prepareWithdrawalAction = formAction({
  act: "withdrawal.prepare",
  schema: z.object({}).catchall(chosen),
  prepare: (signed, fields) => prepareWithdrawal(house(), signed, Object.values(fields).flat()),
  verb: async (_ctx, _fields, intent) => intent,
  after: (intent) => redirect(`/cabinet/requests/new/withdrawal/sign?intent=${intent}`),
})
