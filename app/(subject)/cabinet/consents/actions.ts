"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { awaitSigned } from "@/lib/checkpoints/await-signed"
import { answerAsked, giveConsent } from "@/lib/consents/give-consent"
import { stopConsent } from "@/lib/consents/stop-consent"
import { prepareStop } from "@/lib/requests/prepare-stop"

export const stopAction = formAction({
  act: "consent.stop",
  schema: z.object({ purpose: z.string("required").max(64, "not_understood") }),
  prepare: (signed, { purpose }) => prepareStop(house(), signed, purpose),
  verb: async (ctx, { purpose }, ready) => (await stopConsent(ctx, { ...ready, purpose })).number,
  after: async (number) => {
    await awaitSigned(house()).catch(() => false)
    redirect(`/cabinet/consents?stopped=${number}`)
  },
})

export const giveAction = formAction({
  act: "consent.give",
  schema: z.object({
    purpose: z.string("required").max(64, "not_understood"),
    edition: z.uuid("not_understood"),
  }),
  verb: (ctx, input) => giveConsent(ctx, input),
  after: ({ purpose }) => redirect(`/cabinet/consents?given=${purpose}`),
})

export const answerAction = formAction({
  act: "consent.answer",
  schema: z
    .object({ edition: z.uuid("not_understood") })
    .catchall(z.enum(["yes", "no"], "not_understood"))
    .transform(({ edition, ...answers }) => ({ edition, answers })),
  verb: (ctx, input) => answerAsked(ctx, input),
  after: () => redirect("/cabinet/consents?answered=1"),
})
