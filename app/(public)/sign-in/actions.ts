"use server"

import { randomBytes } from "node:crypto"
import { redirect } from "next/navigation"
import { z } from "zod"
import {
  flowCookie,
  keepDeviceCookie,
  keepFlowCookie,
  keepSessionToken,
  sessionToken,
} from "@/app/_server/cookies"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { adoptLocale, translator } from "@/app/_server/locale"
import { device } from "@/app/_server/session"
import { keepAcceptance } from "@/lib/editions/accept"
import { askToSignIn, signInByPasskey } from "@/lib/people/passkey-sign-in"
import { Passkey } from "@/lib/people/schema"
import {
  askSecondPasskey,
  confirmCode,
  confirmPasskey,
  confirmRecovery,
  keepFirstCodes,
  makeFirstCodes,
} from "@/lib/people/second-factor"
import { endSession } from "@/lib/people/sessions"
import { type SignedIn, signIn } from "@/lib/people/sign-in"

const SignIn = z.object({
  login: z.string("required").trim().min(1, "required").max(254, "too_long"),
  password: z.string("required").min(1, "required"),
})

async function begun(signedIn: SignedIn): Promise<SignedIn> {
  // A browser has one session: what was open in it before ends.
  const before = await sessionToken()
  if (before) await endSession(house(), before)
  if (signedIn.kind === "subject") await keepAcceptance(house(), signedIn.token, null)
  return signedIn
}

async function entered({ token, kind, needsCode, locale, known }: SignedIn): Promise<never> {
  await keepSessionToken(token)
  await keepDeviceCookie(known)
  await adoptLocale(locale)
  redirect(needsCode ? "/sign-in/code" : kind === "staff" ? "/admin" : "/cabinet")
}

export const signInAction = publicFormAction(
  SignIn,
  async (input) => begun(await signIn(house(), input, await device())),
  entered,
)

const Nothing = z.object({})

/** The browser keeps the number of the attempt; what it is asked is kept here, and serves in this browser alone. */
export const askPasskeyAction = publicFormAction(
  Nothing,
  async () => {
    const attempt = randomBytes(32).toString("hex")
    return { attempt, asked: await askToSignIn(house(), attempt, await device()) }
  },
  async ({ attempt, asked }) => {
    await keepFlowCookie("passkey", attempt)
    return { status: "done", passkey: JSON.stringify(asked) }
  },
)

export const signInByPasskeyAction = publicFormAction(
  Passkey,
  async ({ passkey: answer }) => {
    const attempt = (await flowCookie("passkey")) ?? ""
    return begun(await signInByPasskey(house(), { attempt, answer }, await device()))
  },
  async (signedIn) => {
    await keepFlowCookie("passkey", null)
    return entered(signedIn)
  },
)

/** Into the desk; whoever has no recovery codes yet gets them first. */
async function raised(token: string | null, to: string): Promise<never> {
  if (token === null) redirect("/sign-in/kept")
  await keepSessionToken(token)
  redirect(to)
}

const Code = z.object({ code: z.string("required").trim().min(1, "required") })

export const confirmCodeAction = publicFormAction(
  Code,
  async ({ code }) => confirmCode(house(), (await sessionToken()) ?? "", code, await device()),
  (token) => raised(token, "/admin"),
)

export const askSecondAction = publicFormAction(
  Nothing,
  async () => askSecondPasskey(house(), (await sessionToken()) ?? ""),
  (asked) => ({ status: "done", passkey: JSON.stringify(asked) }),
)

export const confirmPasskeyAction = publicFormAction(
  Passkey,
  async ({ passkey }) => confirmPasskey(house(), (await sessionToken()) ?? "", passkey, await device()),
  (token) => raised(token, "/admin"),
)

const Recovery = z.object({ recovery: z.string("required").trim().min(1, "required").max(100, "too_long") })

export const confirmRecoveryAction = publicFormAction(
  Recovery,
  async ({ recovery }) => confirmRecovery(house(), (await sessionToken()) ?? "", recovery, await device()),
  (token) => raised(token, "/admin/account"),
)

/** The codes are shown once, where the form was: they stand in no address and no log. */
export const makeFirstCodesAction = publicFormAction(
  Nothing,
  async () => makeFirstCodes(house(), (await sessionToken()) ?? ""),
  async (codes) => ({
    status: "done",
    message: (await translator("security"))("recovery.made", { codes: codes.join("  ") }),
  }),
)

const Kept = z.object({ kept: z.string("required").trim().min(1, "required").max(100, "too_long") })

export const keepFirstCodesAction = publicFormAction(
  Kept,
  async ({ kept }) => keepFirstCodes(house(), (await sessionToken()) ?? "", kept, await device()),
  (token) => raised(token, "/admin"),
)
