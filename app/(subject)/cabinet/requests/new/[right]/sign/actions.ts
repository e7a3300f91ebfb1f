"use server"

import { revalidatePath } from "next/cache"
import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { awaitSigned } from "@/lib/checkpoints/await-signed"
import { readyOrSigned, signOnce } from "@/lib/requests/sign-once"
import { prepareSigningCode, sendSigningCode } from "@/lib/requests/signing-code"

/** Without a password where none is asked for; whether one is, is looked up again with the letter. */
const Signature = z.object({
  intent: z.uuid("not_understood"),
  password: z.string().max(1_000, "too_long").optional(),
  code: z.string().max(40, "too_long").optional(),
})

export const sendCodeAction = formAction({
  act: "letter.send_code",
  schema: z.object({ intent: z.uuid("not_understood") }),
  prepare: (signed, { intent }) => prepareSigningCode(house(), signed, intent),
  verb: (ctx, _input, ready) => sendSigningCode(ctx, ready),
  after: () => revalidatePath("/cabinet/requests", "layout"),
})

const sent = (number: string) => redirect(`/cabinet/requests/${number}?sent=1`)

export const signWithdrawalAction = formAction({
  act: "withdrawal.sign",
  schema: Signature,
  prepare: (signed, input) => readyOrSigned(house(), signed, "withdrawal", input),
  verb: (ctx, _input, ready) => signOnce(ctx, ready),
  after: async (number) => {
    await awaitSigned(house()).catch(() => false)
    sent(number)
  },
})

export const signErasureAction = formAction({
  act: "erasure.sign",
  schema: Signature,
  prepare: (signed, input) => readyOrSigned(house(), signed, "erasure", input),
  verb: (ctx, _input, ready) => signOnce(ctx, ready),
  after: sent,
})

export const signRestrictionAction = formAction({
  act: "restriction.sign",
  schema: Signature,
  prepare: (signed, input) => readyOrSigned(house(), signed, "restriction", input),
  verb: (ctx, _input, ready) => signOnce(ctx, ready),
  after: sent,
})

export const signWordsAction = formAction({
  act: "words.sign",
  schema: Signature,
  prepare: (signed, input) => readyOrSigned(house(), signed, "words", input),
  verb: (ctx, _input, ready) => signOnce(ctx, ready),
  after: sent,
})

export const signEffectAction = formAction({
  act: "effect.sign",
  schema: Signature,
  prepare: (signed, input) => readyOrSigned(house(), signed, "effects", input),
  verb: (ctx, _input, ready) => signOnce(ctx, ready),
  after: sent,
})
