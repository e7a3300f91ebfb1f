"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { keepDeviceCookie, keepSessionToken, sessionToken } from "@/app/_server/cookies"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { adoptLocale } from "@/app/_server/locale"
import { device } from "@/app/_server/session"
import { keepAcceptance } from "@/lib/editions/accept"
import { endSession } from "@/lib/people/sessions"
import { confirmCode, confirmRecovery, signIn } from "@/lib/people/sign-in"

const SignIn = z.object({
  login: z.string("required").trim().min(1, "required").max(254, "too_long"),
  password: z.string("required").min(1, "required"),
})

export const signInAction = publicFormAction(
  SignIn,
  async (input) => {
    const signedIn = await signIn(house(), input, await device())
    // A browser has one session: what was open in it before ends.
    const before = await sessionToken()
    if (before) await endSession(house(), before)
    if (signedIn.kind === "subject") await keepAcceptance(house(), signedIn.token, null)
    return signedIn
  },
  async ({ token, kind, needsCode, locale, known }) => {
    await keepSessionToken(token)
    await keepDeviceCookie(known)
    await adoptLocale(locale)
    redirect(needsCode ? "/sign-in/code" : kind === "staff" ? "/admin" : "/cabinet")
  },
)

const Code = z.object({ code: z.string("required").trim().min(1, "required") })

export const confirmCodeAction = publicFormAction(
  Code,
  async ({ code }) => confirmCode(house(), (await sessionToken()) ?? "", code, await device()),
  async (token) => {
    await keepSessionToken(token)
    redirect("/admin")
  },
)

const Recovery = z.object({ recovery: z.string("required").trim().min(1, "required").max(100, "too_long") })

export const confirmRecoveryAction = publicFormAction(
  Recovery,
  async ({ recovery }) => confirmRecovery(house(), (await sessionToken()) ?? "", recovery, await device()),
  async (token) => {
    await keepSessionToken(token)
    redirect("/admin/account")
  },
)
