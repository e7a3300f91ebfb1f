"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { stopConsent } from "@/lib/consents/stop-consent"
import { prepareStop } from "@/lib/requests/prepare-stop"

export const stopAction = formAction({
  act: "consent.stop",
  schema: z.object({ purpose: z.string("required").max(64, "not_understood") }),
  prepare: (signed, { purpose }) => prepareStop(house(), signed, purpose),
  verb: async (ctx, { purpose }, ready) => (await stopConsent(ctx, { ...ready, purpose })).number,
  after: (number) => redirect(`/cabinet/consents?stopped=${number}`),
})
