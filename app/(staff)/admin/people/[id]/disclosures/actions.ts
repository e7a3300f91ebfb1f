"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { withdrawPermission } from "@/lib/disclosures/withdraw-permission"

export const withdrawForAction = staffAction({
  act: "permission.withdraw_for",
  schema: z.object({ permission: z.uuid("not_understood"), view: z.uuid("not_understood") }),
  verb: async (ctx, { permission, view }) => ({ subject: await withdrawPermission(ctx, permission), view }),
  after: ({ subject, view }) => redirect(`/admin/people/${subject}/disclosures?view=${view}#permissions`),
})
