"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { keepSessionToken } from "@/app/_server/cookies"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { signedSubject } from "@/app/_server/session"
import { Invalid } from "@/lib/errors"
import { askToStepUp, provePasskey } from "@/lib/people/passkey-step-up"
import { Passkey } from "@/lib/people/schema"
import { elevateSession } from "@/lib/people/sessions"
import { isPasswordOf } from "@/lib/people/sign-in"
import { backTo } from "./back"

const Reveal = z.object({ password: z.string("required").min(1, "required"), back: z.string().optional() })

async function raised(back: string): Promise<never> {
  const { token } = await signedSubject()
  const next = await elevateSession(house(), token)
  if (next) await keepSessionToken(next)
  redirect(back)
}

export const revealAction = formAction({
  act: "data.reveal",
  schema: Reveal,
  prepare: async ({ actor }, { password }) => {
    if (!(await isPasswordOf(house(), actor.accountId, password))) {
      throw new Invalid({ password: { code: "wrong_password" } })
    }
  },
  verb: async (_ctx, { back }) => backTo(back),
  after: raised,
})

export const askRevealAction = formAction({
  act: "data.reveal",
  schema: z.object({}),
  prepare: (signed) => askToStepUp(house(), signed),
  verb: async (_ctx, _input, asked) => asked,
  after: (asked) => ({ status: "done", passkey: JSON.stringify(asked) }),
})

export const revealByPasskeyAction = formAction({
  act: "data.reveal",
  schema: Passkey.extend({ back: z.string().optional() }),
  prepare: (signed, { passkey }) => provePasskey(house(), signed, passkey),
  verb: async (_ctx, { back }) => backTo(back),
  after: raised,
})
