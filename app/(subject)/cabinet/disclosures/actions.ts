"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { answerPermission, checkPassword } from "@/lib/disclosures/answer-permission"
import { withdrawPermission } from "@/lib/disclosures/withdraw-permission"

const HERE = "/cabinet/disclosures"

export const answerPermissionAction = formAction({
  act: "permission.answer",
  schema: z.object({
    permission: z.uuid("not_understood"),
    answer: z.enum(["give", "refuse"], "choose_one"),
    textHash: z.string().max(64).default(""),
    password: z.string().default(""),
  }),
  prepare: async (signed, { answer, password }) => {
    if (answer === "give") await checkPassword(house(), signed, password)
  },
  verb: async (ctx, { permission, answer, textHash }) => {
    await answerPermission(ctx, { permission, given: answer === "give", textHash })
    return answer
  },
  after: (answer) => redirect(`${HERE}?done=${answer === "give" ? "given" : "refused"}`),
})

export const withdrawPermissionAction = formAction({
  act: "permission.withdraw",
  schema: z.object({ permission: z.uuid("not_understood") }),
  verb: (ctx, { permission }) => withdrawPermission(ctx, permission),
  after: () => redirect(`${HERE}?done=withdrawn`),
})
