"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { flowCookie, keepFlowCookie, keepSessionToken } from "@/app/_server/cookies"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { device } from "@/app/_server/session"
import { Invalid } from "@/lib/errors"
import { beginContact, finishContact } from "@/lib/people/contact-person"
import { openSession } from "@/lib/people/sessions"

const FLOW = "contact"
const typed = z.string("required").trim().min(1, "required").max(254, "too_long")

export const beginContactAction = publicFormAction(
  z.object({ phone: typed }),
  async ({ phone }) => beginContact(house(), { phone, locale: await currentLocale() }, await device()),
  async (id) => {
    await keepFlowCookie(FLOW, id)
    redirect("/contact/code")
  },
)

export const finishContactAction = publicFormAction(
  z.object({ code: typed }),
  async ({ code }) => {
    const entry = await flowCookie(FLOW)
    if (!entry || !z.uuid().safeParse(entry).success) throw new Invalid({ code: { code: "code_expired" } })
    const { dataMap } = await currentInForce()
    const id = await finishContact(house(), dataMap, { entry, code, locale: await currentLocale() })
    return openSession(house(), { id, kind: "subject" }, 1, await device())
  },
  async (token) => {
    await keepFlowCookie(FLOW, null)
    await keepSessionToken(token)
    redirect("/cabinet/number")
  },
)
