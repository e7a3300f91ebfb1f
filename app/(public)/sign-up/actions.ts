"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { flowCookie, keepFlowCookie, keepSessionToken } from "@/app/_server/cookies"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { device } from "@/app/_server/session"
import { keepAcceptance } from "@/lib/editions/accept"
import { Invalid } from "@/lib/errors"
import { openSession } from "@/lib/people/sessions"
import { beginSignUp, finishSignUp } from "@/lib/people/sign-up"
import { knownBy } from "@/lib/sources/map-schema"

const FLOW = "sign-up"
const typed = z.string("required").trim().min(1, "required").max(254, "too_long")

export const beginSignUpAction = publicFormAction(
  z.object({ pin: typed.nullable().default(null), contact: typed }),
  async ({ pin, contact }) => {
    const asked = knownBy((await currentInForce()).dataMap).has("pin")
    if (asked && pin === null) throw new Invalid({ pin: { code: "required" } })
    const input = { pin: asked ? pin : null, contact, locale: await currentLocale() }
    return beginSignUp(house(), input, await device())
  },
  async (id) => {
    await keepFlowCookie(FLOW, id)
    redirect("/sign-up/code")
  },
)

export const finishSignUpAction = publicFormAction(
  z.object({
    code: typed,
    password: z.string("required").min(1, "required"),
    accept: z.array(z.coerce.number("not_understood")).default([]),
  }),
  async ({ accept, ...input }) => {
    const signUp = await flowCookie(FLOW)
    if (!signUp || !z.uuid().safeParse(signUp).success) throw new Invalid({ code: { code: "code_expired" } })
    const { edition, policy } = await currentInForce()
    const isAsked = policy.acceptance?.how === "ticked"
    if (isAsked && accept[0] !== edition.number) throw new Invalid({ accept: { code: "accept_required" } })
    const { accountId } = await finishSignUp(house(), { ...input, signUp, locale: await currentLocale() })
    const token = await openSession(house(), { id: accountId, kind: "subject" }, 1, await device())
    await keepAcceptance(house(), token, isAsked ? edition.number : null)
    return token
  },
  async (token) => {
    await keepFlowCookie(FLOW, null)
    await keepSessionToken(token)
    redirect("/cabinet")
  },
)
