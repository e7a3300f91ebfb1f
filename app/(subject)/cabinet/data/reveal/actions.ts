"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { keepSessionToken } from "@/app/_server/cookies"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { signedSubject } from "@/app/_server/session"
import { Invalid } from "@/lib/errors"
import { elevateSession } from "@/lib/people/sessions"
import { isPasswordOf } from "@/lib/people/sign-in"
import { backTo } from "./back"

const Reveal = z.object({ password: z.string("required").min(1, "required"), back: z.string().optional() })

export const revealAction = formAction({
  act: "data.reveal",
  schema: Reveal,
  prepare: async ({ actor }, { password }) => {
    if (!(await isPasswordOf(house(), actor.accountId, password))) {
      throw new Invalid({ password: { code: "wrong_password" } })
    }
  },
  verb: async (_ctx, { back }) => backTo(back),
  after: async (back) => {
    const { token } = await signedSubject()
    const raised = await elevateSession(house(), token)
    if (raised) await keepSessionToken(raised)
    redirect(back)
  },
})
