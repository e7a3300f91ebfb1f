"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { flowCookie, keepFlowCookie } from "@/app/_server/cookies"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { device } from "@/app/_server/session"
import { Invalid } from "@/lib/errors"
import { isUuid } from "@/lib/format/uuid"
import { beginRecovery, finishRecovery } from "@/lib/people/recover"

const FLOW = "recover"
const typed = z.string("required").trim().min(1, "required").max(254, "too_long")

export const beginRecoveryAction = publicFormAction(
  z.object({ contact: typed }),
  async ({ contact }) => beginRecovery(house(), { contact, locale: await currentLocale() }, await device()),
  async (id) => {
    await keepFlowCookie(FLOW, id)
    redirect("/recover/code")
  },
)

export const finishRecoveryAction = publicFormAction(
  z.object({ code: typed, password: z.string("required").min(1, "required") }),
  async (input) => {
    const recovery = await flowCookie(FLOW)
    if (!recovery || !isUuid(recovery)) throw new Invalid({ code: { code: "code_expired" } })
    await finishRecovery(house(), { ...input, recovery })
  },
  async () => {
    await keepFlowCookie(FLOW, null)
    redirect("/sign-in?opened=1")
  },
)
